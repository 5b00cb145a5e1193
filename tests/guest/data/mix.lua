-- Lua 5.4: integers and floats, strings and patterns, tables, closures, coroutines, metatables, errors, files.
local function show(...)
	local t = table.pack(...)
	for i = 1, t.n do t[i] = tostring(t[i]) end
	print(table.concat(t, " "))
end

-- numbers
show(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, -7.5 % 2, 2 ^ 10, 10 / 4, 3 | 8, 6 & 3, 5 ~ 1, ~0, 1 << 62, 1 << 64, -1 >> 1)
show(math.maxinteger + 1 == math.mininteger, math.maxinteger * 2, math.mininteger // -1, math.tointeger(3.0), math.type(1), math.type(1.0))
show(0.1 + 0.2, 1e15, 1e16, 123456.789e3, -0.0, 1 / 0, -1 / 0, 0 / 0 ~= 0 / 0, 2 ^ 53, 1e308 * 10, 5 % math.huge, -5 % math.huge)
show(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.sqrt(2), math.pi, math.sin(1), math.exp(1), math.log(10), math.log(8, 2), math.abs(-3))
show(tonumber("0x1p4"), tonumber("0xff"), tonumber("  12  "), tonumber("1e1"), tonumber("z", 36), tonumber("8", 8), tonumber("abc"))
show(1 == 1.0, "10" + 5, "3" * "4", 10 .. 20, 1 < 1.5, math.ult(1, -1), 3.7 // 1, string.format("%.14g", 3.7 % 1))
show(pcall(function() return 1 // 0 end))
show(pcall(function() return 2 ^ 53 | 0, 1.5 | 0 end))

-- strings
show(("hello"):upper(), ("x"):rep(5, "-"), ("abc"):reverse(), #"日本", ("abc"):byte(1, -1), string.char(76, 117, 97), ("hello"):sub(-3), ("hello"):sub(2, -2))
show(("%5d|%-5d|%05.1f|%x|%X|%o|%e|%g|%q|%s|%10.3s|%c|%%|%a"):format(42, 42, 3.14159, 255, 255, 8, 12345.678, 1e20, "a\nb\"", nil, "abcdef", 65, 0.5))
show(("key = value # note"):match("^(%w+)%s*=%s*(%w+)"), ("2024-05-06"):gsub("(%d+)-(%d+)-(%d+)", "%3/%2/%1"))
show(("one two  three"):gsub("%s+", { [" "] = "_" }), ("abc"):gsub("", "-"), ("hello world"):gsub("o", function(c) return c:upper() end, 1))
show(("THE (quick) fox"):find("%((%a+)%)"), ("f(a(b)c)d"):match("%b()"), ("  trim "):match("^%s*(.-)%s*$"), ("x=1,y=2"):gsub("(%w)=(%w)", "%2=%1"))
for k, v in ("a=1, b=22, c=333"):gmatch("(%w+)=(%w+)") do io.write(k, ":", v, ";") end
print()
show(string.pack("<i4 >i2 z s1 d", -2, 513, "zero", "pre", 1.5):byte(1, -1))
show(string.unpack("<i4 >I2", "\254\255\255\255\2\1"), utf8.char(72, 228, 8364, 128578), utf8.len("Grüße"), utf8.codepoint("€", 1))
for p, c in utf8.codes("aß€") do io.write(p, "=", c, " ") end
print()

-- tables
local t = {}
for i = 1, 200 do t[i] = (i * 7919) % 211 end
table.sort(t)
show(#t, t[1], t[100], t[200], table.concat(t, ",", 1, 10), select("#", table.unpack(t, 1, 50)))
table.sort(t, function(a, b) if a % 10 ~= b % 10 then return a % 10 < b % 10 end return a > b end)
show(table.concat(t, ",", 1, 25))
table.insert(t, 1, "first"); table.insert(t, "last"); show(table.remove(t), table.remove(t, 1), #t, table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ","))
local count = {}
for line in io.lines(arg[1]) do for w in line:lower():gmatch("%a+") do count[w] = (count[w] or 0) + 1 end end
local words = {}
for w in pairs(count) do words[#words + 1] = w end
table.sort(words, function(a, b) return count[a] > count[b] or (count[a] == count[b] and a < b) end)
for i = 1, 8 do io.write(words[i], "=", count[words[i]], " ") end
print(#words)

-- closures, varargs, goto, integer loops, to-be-closed variables
local function counter(n) return function(d) n = n + (d or 1); return n end end
local c1, c2 = counter(10), counter(20)
show(c1(), c1(5), c2(), c1())
for i = 10, 1, -3 do io.write(i, " ") end
for x = 0, 1, 0.25 do io.write(x, " ") end
print()
do
	local log <close> = setmetatable({}, { __close = function(_, e) print("closed", e) end })
	local fixed <const> = 5
	for i = 1, 3 do
		for j = 1, 3 do if i * j == fixed - 1 then goto out end end
		io.write(i, ";")
		::out::
	end
	print()
end

-- metatables: vectors with operators, inheritance, indexing, a set
local Vec = {}
Vec.__index = Vec
local function vec(x, y) return setmetatable({ x = x, y = y }, Vec) end
Vec.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
Vec.__mul = function(a, b) if type(a) == "number" then return vec(a * b.x, a * b.y) end return a.x * b.x + a.y * b.y end
Vec.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vec.__lt = function(a, b) return a.x < b.x end
Vec.__le = function(a, b) return a.x <= b.x end
Vec.__tostring = function(v) return ("(%g, %g)"):format(v.x, v.y) end
Vec.__len = function() return 2 end
Vec.__call = function(v, k) return v[k] end
Vec.__concat = function(a, b) return tostring(a) .. "~" .. tostring(b) end
function Vec:norm() return math.sqrt(self * self) end
local a, b = vec(3, 4), vec(1, -1.5)
show(a + b, a * b, 2 * a, a == vec(3, 4), a < b, a <= b, #a, a("x"), a:norm(), a .. b, a .. "!")
local proxy = setmetatable({}, { __index = function(_, k) return k .. "?" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end })
proxy.x = 21
show(proxy.x, proxy.nothing, rawget(proxy, "y"), next(proxy))

-- coroutines: generators, permutations, errors inside
local function permute(items, n)
	if n == 0 then coroutine.yield(items) return end
	for i = 1, n do
		items[n], items[i] = items[i], items[n]
		permute(items, n - 1)
		items[n], items[i] = items[i], items[n]
	end
end
local all = {}
for p in coroutine.wrap(function() permute({ "a", "b", "c", "d" }, 4) end) do all[#all + 1] = table.concat(p) end
show(#all, table.concat(all, " "))
local co = coroutine.create(function(x) local y = coroutine.yield(x + 1); error({ code = y }) end)
show(coroutine.resume(co, 1)); local ok, e = coroutine.resume(co, 42); show(ok, e.code, coroutine.status(co), (coroutine.resume(co)))

-- errors
show(pcall(error, "plain"), pcall(error, "level", 2), select(2, pcall(function() local x; return x.y end)))
show(xpcall(function() return nil + 1 end, function(m) return "handled: " .. m end))
show(load("return 1 +")) show(load("x = = 1", "=chunk")) show(load("return ...", "c", "t", {})(7, 8))

-- numeric work: sieve, matrix, collatz, sha-like mixing, n queens
local sieve, primes = {}, 0
for i = 2, 20000 do
	if not sieve[i] then primes = primes + 1; for j = i * i, 20000, i do sieve[j] = true end end
end
local h = 0x6a09e667
for i = 1, 20000 do h = ((h ~ i) * 0x9E3779B97F4A7C15 + (h >> 29)) ~ (h << 13) end
local function queens(n, row, cols, d1, d2)
	if row > n then return 1 end
	local s = 0
	for c = 1, n do
		if not cols[c] and not d1[row + c] and not d2[row - c + n] then
			cols[c], d1[row + c], d2[row - c + n] = true, true, true
			s = s + queens(n, row + 1, cols, d1, d2)
			cols[c], d1[row + c], d2[row - c + n] = nil, nil, nil
		end
	end
	return s
end
show(primes, ("%016x"):format(h), queens(7, 1, {}, {}, {}))
local s = 0.0
for i = 1, 20000 do s = s + math.sin(i) * math.cos(i / 3) / (1 + i % 7) end
show(("%.12f"):format(s), os.time({ year = 2024, month = 2, day = 30, hour = 12 }), os.date("!%Y-%m-%d %H:%M:%S", 1700000000), os.getenv("LC_ALL"))

-- files
local f = assert(io.open("out.txt", "w"))
for i = 1, 100 do f:write(i, "\t", i * i, "\t", i / 3, "\n") end
f:close()
f = io.open("out.txt")
show(f:read("l", "n", "n", "L"), f:seek("cur"), f:seek("end"), f:seek("set", 5), f:read(7))
f:close()
show(io.open("no/such"), os.rename("out.txt", "kept.txt"), os.remove("missing"))
collectgarbage()
show(collectgarbage("count") > 0, #arg, arg[0])
os.exit(3, true)
