/* SPDX-License-Identifier: GPL-2.0-only */
/* System V: shared memory across fork, semaphores (struct semid_ds differs), messages. */
#include "show.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static void shared(void)
{
	int id = shmget(IPC_PRIVATE, 10000, IPC_CREAT | 0600), status;
	struct shmid_ds ds;
	char *p, *q;

	show_ok("shmget", id);
	p = shmat(id, NULL, 0);
	show_ok("shmat", (long)p);
	strcpy(p + 5000, "before");
	if (!fork()) {
		strcpy(p + 5000, "from the child");
		_exit(0);
	}
	wait(&status);
	printf("%s\n", p + 5000);
	q = shmat(id, NULL, SHM_RDONLY);
	printf("%s\n", q + 5000);
	show("IPC_STAT", shmctl(id, IPC_STAT, &ds));
	printf("size %ld attached %ld mode %o\n", (long)ds.shm_segsz, (long)ds.shm_nattch, ds.shm_perm.mode);
	show("shmdt", shmdt(q));
	show("shmdt again", shmdt(q));
	show("shmdt inside", shmdt(p + 4096));
	show("shmat taken", (long)shmat(id, p, 0));
	show("shmat odd address", (long)shmat(id, p + 20000 + 1, 0));
	show("IPC_RMID", shmctl(id, IPC_RMID, NULL));
	show("shmdt", shmdt(p));
	show("shmat gone", (long)shmat(id, NULL, 0));
}

union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

static void semaphores(void)
{
	unsigned short all[3] = { 4, 5, 6 };
	struct sembuf op[2] = { { 0, -4, 0 }, { 2, 1, 0 } };
	struct semid_ds ds;
	int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0640);

	show("SETALL", semctl(id, 0, SETALL, (union semun){ .array = all }));
	show("semop", semop(id, op, 2));
	show("GETVAL", semctl(id, 2, GETVAL));
	show("IPC_STAT", semctl(id, 0, IPC_STAT, (union semun){ .buf = &ds }));
	printf("number %ld mode %o\n", (long)ds.sem_nsems, ds.sem_perm.mode);
	show_true("times", labs(ds.sem_ctime - time(NULL)) < 5 && labs(ds.sem_otime - time(NULL)) < 5);
	ds.sem_perm.mode = 0600;
	show("IPC_SET", semctl(id, 0, IPC_SET, (union semun){ .buf = &ds }));
	semctl(id, 0, IPC_STAT, (union semun){ .buf = &ds });
	printf("mode %o\n", ds.sem_perm.mode);
	show("IPC_RMID", semctl(id, 0, IPC_RMID));
}

static void messages(void)
{
	struct {
		long type;
		char text[32];
	} m = { 7, "hello" };
	struct msqid_ds ds;
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);

	show("msgsnd", msgsnd(id, &m, 6, 0));
	show("IPC_STAT", msgctl(id, IPC_STAT, &ds));
	printf("messages %ld\n", (long)ds.msg_qnum);
	memset(&m, 0, sizeof(m));
	show("msgrcv", msgrcv(id, &m, 32, 0, 0));
	printf("%ld %s\n", m.type, m.text);
	show("msgrcv none", msgrcv(id, &m, 32, 0, IPC_NOWAIT));
	show("IPC_RMID", msgctl(id, IPC_RMID, NULL));
}

int main(void)
{
	shared();
	semaphores();
	messages();
	return 0;
}
