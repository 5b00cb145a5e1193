# Perl: regular expressions, sort, sprintf, pack, big numbers, hashes, closures, local, formats, files, evaluation.
use strict;
use warnings;
use Math::BigInt;
use Math::BigFloat;
use List::Util qw(sum max min first reduce shuffle uniq);
use Data::Dumper;
use POSIX qw(floor ceil fmod strftime strtol INT_MAX DBL_MAX);
use Digest::MD5 qw(md5_hex);
use Digest::SHA qw(sha1_hex sha256_hex);
use MIME::Base64;
use Time::Local;
use Storable qw(dclone freeze thaw);
use Encode;
use Text::Wrap;
use File::Spec;

$Data::Dumper::Sortkeys = $Data::Dumper::Indent = 1;
my $file = shift or die "usage: mix.pl FILE\n";
open my $in, '<', $file or die "$file: $!\n";
my @lines = <$in>;
close $in;
printf "%d lines, %d characters\n", scalar @lines, sum map length, @lines;

# regular expressions
my (%count, %first);
for (@lines) {
	$count{lc $1}++ while /\b([a-z]{4,7})\b/gi;
	$first{length $1} //= $1 if /^(\w+)\s+(?=\w+ing\b|\w*z)/;
}
my @top = (sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count)[0 .. 9];
print join(" ", map "$_=$count{$_}", @top), "\n";
print join(" ", map "$_:$first{$_}", sort { $a <=> $b } keys %first), "\n";
my $t = "The year 1999, 2024-05-06 and 12:34:56; foo\@example.org <b>bold</b> f(a(b)c)";
print "date $+{y}/$+{m}/$+{d}\n" if $t =~ /(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)/;
print "balanced $1\n" if $t =~ /(\((?:[^()]++|(?1))*\))/;
(my $u = $t) =~ s/(\d+)/sprintf "<%x>", $1/ge;
print "$u\n";
print join("|", split /\s*[,;]\s*|\s+/, $t, 6), "\n";
print join("|", "aXbXc" =~ /[a-z]/g), " ", join("|", map { s/(?<=b)./-/r } qw(abc bbb xyz)), "\n";
($u = $t) =~ tr/a-zA-Z/n-za-mN-ZA-M/;
print "$u ", ($t =~ tr/a-z//), "\n";
print "lookahead ", join(",", "1234567890" =~ /(\d)(?=(?:\d{3})+$)/g), " greedy ", "aaa<b>cc<d>" =~ /<(.+?)>.*<(.+)>/ ? "$1$2" : "", "\n";
my $re = qr/^ (?: \s* (\w+) \s* = \s* ("(?:[^"\\]|\\.)*" | \S+) )/x;
for ('name = "a \"q\" b"', ' x=12 ', '= bad') { print /$re/ ? "[$1][$2]" : "no", " " }
print "\n", join(" ", map { 1 while s/^(-?\d+)(\d{3})/$1,$2/; $_ } my @n = (1, 1234, -9876543, 1e9)), "\n";
print "unicode ", join(" ", map { sprintf "%x", ord } split //, decode("UTF-8", "\xc3\x9f\xe2\x82\xac")), " ", lc("\x{c4}\x{3a9}") eq "\x{e4}\x{3c9}", "\n";
print "pos: "; $_ = "aabbab"; while (/\Ga|b+/g) { print pos, "$& " } print "\n";

# sort: numeric, by several keys, a Schwartzian transform, reverse, stable
my @recs = map { my @f = split; { len => length, word => $f[0], n => scalar @f } } @lines;
print join(" ", map "$_->{word}/$_->{n}", (sort { $b->{n} <=> $a->{n} or $a->{len} <=> $b->{len} or $a->{word} cmp $b->{word} } @recs)[0 .. 7]), "\n";
print join(" ", map $_->[1], (sort { $a->[0] <=> $b->[0] || $a->[1] cmp $b->[1] } map [ md5_hex($_) =~ tr/0-9//, $_ ], @top)), "\n";
print join(" ", sort { $a <=> $b } 10, 9, 2, 33, 1.5, -4), " ", join(" ", reverse sort qw(b A c B)), "\n";

# sprintf and numbers
printf "%s|%5s|%-5s|%05d|%+d|%x|%X|%#o|%b|%e|%g|%.3f|%5.1f%%|%c|%v d|%3\$s\n", "a", "b", "c", 42, 7, 255, 255, 8, 10, 12345.678, 0.0001234, 2 / 3, 99.55, 65, "1.22.333";
print join(" ", 10 / 3, 2 ** 0.5, 1e15 + 0.3, 1e16, -17 % 5, 17 % -5, int(-3.7), 9**20, 0x1f, 0b101, 0o17 // 0, "3 apples" * 1, "0x10" + 0, 1_000), "\n" if eval { no warnings; 1 };
print join(" ", 18446744073709551615, 18446744073709551615 + 1, 9223372036854775807 + 0, -9223372036854775808, ~0, 1 << 40, 7 <=> 3, "a" cmp "b", "10" == 10.0), "\n";
print join(" ", 9**9**9, -9**9**9, 1.0, 1e-5, 1.10, 1e3, 123456789012345678, 0.1 + 0.2 - 0.3), "\n";
print join(" ", floor(-1.5), ceil(-1.5), fmod(7, 3), (strtol("ff", 16))[0], INT_MAX, DBL_MAX, atan2(1, 1) * 4, exp(1), log(10), sqrt(2), sin(1), cos(1)), "\n";
print join(" ", "az" x 3, ++(my $s = "Az"), ++(my $z = "zZ9"), "abc" lt "abd", "a" . 1 + 2), "\n" if eval { no warnings; 1 };

# pack and unpack
print unpack("H*", pack("A5 a3 n N v V C w d> f< q Z* H4 B8 x U", "ab", "c", 258, 16909060, 258, 16909060, 65, 300, 1.5, -2.25, -3, "zs", "beef", "10101010", 8364)), "\n";
print join(" ", unpack("n/a* (A2)3 \@0 C2 %32C*", pack("n/a* A6", "len", "aabbcc"))), "\n";
print join(" ", map { sprintf "%08b", $_ } unpack("C*", pack("b8 B8", "11000000", "11000000"))), " ", vec("abc", 1, 8), " ", join(",", unpack("s<l>", pack("s<l>", -2, -3))), "\n";

# big numbers
my $f = Math::BigInt->new(1);
$f *= $_ for 1 .. 60;
print "$f ", length("$f"), "\n";
print Math::BigInt->new(3)->bpow(200)->bmod("1000000007"), " ", Math::BigInt->new("123456789012345678901234567890")->bgcd("987654321098765432109876543210"), " ",
	Math::BigInt->new("0xffffffffffffffffffff"), " ", Math::BigInt->new(2)->bmodpow(1000, "998244353"), " ", Math::BigInt->new("-17")->bdiv(5), "\n";
print Math::BigFloat->new(2)->bsqrt(60), "\n", Math::BigFloat->new(1)->bdiv(7, 40), " ", Math::BigFloat->bpi(50), "\n";
my ($p, $q) = (Math::BigInt->new(0), Math::BigInt->new(1));
($p, $q) = ($q, $p + $q) for 1 .. 300;
print "$p\n";

# data structures, references, closures, objects, overloading, local, wantarray, string eval
my %h = (list => [ 1, [ 2, 3 ], { k => undef } ], code => ref sub { }, num => 1.5, text => "it's\n");
my $copy = dclone(\%h);
push @{ $copy->{list}[1] }, 4;
print Dumper($copy), join(",", map { ref $_ || $_ } @{ $h{list} }), " ", exists $h{list}[2]{k} ? "there" : "", " ", scalar @{ thaw(freeze([ 1 .. 9 ])) }, "\n";
my @adders = map { my $n = $_; sub { $_[0] + $n } } 1 .. 3;
print join(" ", map $_->(10), @adders), " ", (reduce { $a * $b } 1 .. 10), " ", (first { $_ > 3 } 1 .. 9), " ", join("", uniq qw(a b a c b)), "\n";
{
	package Point;
	use overload '+' => sub { Point->new($_[0][0] + $_[1][0], $_[0][1] + $_[1][1]) }, '""' => sub { "($_[0][0],$_[0][1])" }, '<=>' => sub { $_[0][0] <=> $_[1][0] };
	sub new { my $c = shift; bless [@_], $c }
	sub AUTOLOAD { our $AUTOLOAD; return if $AUTOLOAD =~ /DESTROY/; "auto($AUTOLOAD)" }
}
print Point->new(1, 2) + Point->new(3, 4), " ", Point->new(0, 0)->anything, " ", Point->can('new') ? "can" : "cannot", "\n";
our $global = "outer";
sub shown { $global }
sub dynamic { local $global = "inner"; shown() }
print dynamic(), " ", shown(), " ", eval "2 + 3 * 4", " ", (eval { die { code => 7 } } // $@->{code}), " ", (eval "1 +" // "syntax error"), "\n";
my @m = map { my $r = $_; [ map { $r * $_ } 1 .. 5 ] } 1 .. 5;
print join(";", map { join ",", @$_[ 1 .. 3 ] } @m[ 0, 2 ]), " @{[ map { $m[$_][$_] } 0 .. 4 ]} ", join(",", splice(@{ [ 1 .. 9 ] }, 2, 3)), " ", wantarray() // "undef", "\n";

# digests, encodings, times, text
print md5_hex(join "", @lines), " ", sha1_hex("abc"), " ", sha256_hex($file), "\n", encode_base64("binary\0\xff data"), decode_base64("aGVsbG8="), "\n";
print strftime("%Y-%m-%d %j %a", gmtime 1700000000), " ", timegm(0, 0, 0, 29, 1, 2024), " ", join("-", (gmtime 951782400)[ 5, 4, 3 ]), " ", File::Spec->catfile("a", "b", "c.d"), "\n";
$Text::Wrap::columns = 50;
print wrap("  ", "    ", @lines[ 0 .. 3 ]);
my ($name, $amount) = ("total", 1234.5);
format STDOUT =
@<<<<<<<<< @>>>>>>>>> @##.## @*
$name,     $amount,   $amount / 1000, "end"
.
write;

# files and heredoc
open my $out, '>', "made.txt" or die;
print $out <<"END" x 3, sprintf("%s\n", "=" x 20);
lines ${\ scalar @lines} and @{[ 6 * 7 ]}
END
close $out;
open my $again, '+<', "made.txt" or die;
local $/ = undef;
my $all = <$again>;
seek $again, 3, 0;
print $again "PERL";
close $again;
print length $all, " ", -s "made.txt", " ", (stat "made.txt")[2] & 0777, " ", join(",", sort glob "*.txt"), "\n";
rename "made.txt", "done.txt";
print "missing: $!\n" unless open my $no, '<', "missing";
warn "a warning\n";
exit 4;
