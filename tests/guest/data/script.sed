# hold space, branches, loops, substitutions with flags
/^[A-D]/{
	H
	s/\([a-z]*\) \([a-z]*\)/\2 \1/2p
}
/z/!b end
:again
s/\(z[a-z]*\) /\1_/
t again
s/_/-/gpw changed.txt
:end
${
	x
	s/\n/|/g
	s/^\(.\{200\}\).*/\1/
	p
	=
}
5,8{
	N
	P
	D
}
/^Q/{
i\
before
a\
after
c\
changed
}
