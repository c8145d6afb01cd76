// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Kotlin as people write it: an interpreter of a small language, a JSON parser, collections,
// sequences, generics, exceptions, strings, and garbage: 300,000 nodes of trees that are dropped.

// ---- expressions, with a lexer, a parser and closures -------------------------------------------

sealed interface Expr
data class Num(val value: Double) : Expr
data class Name(val name: String) : Expr
data class Call(val of: Expr, val args: List<Expr>) : Expr
data class Binary(val op: Char, val left: Expr, val right: Expr) : Expr
data class Lambda(val params: List<String>, val body: Expr) : Expr
data class If(val test: Expr, val yes: Expr, val no: Expr) : Expr

class SyntaxError(message: String, val at: Int) : Exception(message)
class EvalError(message: String) : RuntimeException(message)

class Parser(text: String) {
    private val tokens = Regex("""[A-Za-z]+|\d+(\.\d+)?|\S""").findAll(text).toList()
    private var at = 0

    private fun peek() = tokens.getOrNull(at)?.value ?: ""
    private fun next() = peek().also { at++ }
    private fun fail(what: String): Nothing =
        throw SyntaxError(what, tokens.getOrNull(at)?.range?.first ?: -1)

    private fun expect(token: String) {
        if (peek() != token) fail("expected '$token', got '${peek()}'")
        at++
    }

    fun parse(): Expr = expr().also { if (at < tokens.size) fail("left over '${peek()}'") }

    private fun expr(): Expr = when (peek()) {
        "if" -> {
            next()
            val test = expr()
            expect("then")
            val yes = expr()
            expect("else")
            If(test, yes, expr())
        }
        "fun" -> {
            next()
            val params = generateSequence { if (peek() == ":") null else next() }.toList()
            expect(":")
            Lambda(params, expr())
        }
        else -> binary(0)
    }

    private val levels = listOf("<=", "+-", "*/")

    private fun binary(level: Int): Expr {
        if (level == levels.size) return call()
        var left = binary(level + 1)
        while (peek().length == 1 && peek()[0] in levels[level]) {
            left = Binary(next()[0], left, binary(level + 1))
        }
        return left
    }

    private fun call(): Expr {
        var of = atom()
        while (peek() == "(") {
            next()
            val args = mutableListOf<Expr>()
            while (peek() != ")") {
                args += expr()
                if (peek() == ",") next() else if (peek() != ")") fail("expected ',' or ')'")
            }
            next()
            of = Call(of, args)
        }
        return of
    }

    private fun atom(): Expr {
        val token = peek()
        return when {
            token == "(" -> { next(); expr().also { expect(")") } }
            token.firstOrNull()?.isDigit() == true -> Num(next().toDouble())
            token.firstOrNull()?.isLetter() == true -> Name(next())
            else -> fail("unexpected '$token'")
        }
    }
}

typealias Scope = Map<String, Any>

fun number(value: Any): Double = value as? Double ?: throw EvalError("not a number: a function")

fun eval(expr: Expr, scope: Scope): Any = when (expr) {
    is Num -> expr.value
    is Name -> scope[expr.name] ?: throw EvalError("no '${expr.name}'")
    is If -> if (number(eval(expr.test, scope)) != 0.0) eval(expr.yes, scope) else eval(expr.no, scope)
    is Lambda -> { args: List<Any> ->
        if (args.size != expr.params.size) throw EvalError("${args.size} arguments for ${expr.params}")
        eval(expr.body, scope + expr.params.zip(args))
    }
    is Call -> {
        @Suppress("UNCHECKED_CAST")
        val of = eval(expr.of, scope) as? (List<Any>) -> Any ?: throw EvalError("not a function")
        of(expr.args.map { eval(it, scope) })
    }
    is Binary -> {
        val left = number(eval(expr.left, scope))
        val right = number(eval(expr.right, scope))
        when (expr.op) {
            '+' -> left + right
            '-' -> left - right
            '*' -> left * right
            '<' -> if (left < right) 1.0 else 0.0
            '=' -> if (left == right) 1.0 else 0.0
            else -> if (right == 0.0) throw EvalError("division by zero") else left / right
        }
    }
}

fun showExpressions() {
    val fix = "(fun f : (fun x : x(x))(fun x : f(fun n : x(x)(n))))"
    val fib = "fun self : fun n : if n < 2 then n else self(n - 1) + self(n - 2)"
    for (text in listOf("1 + 2 * 3.25", "(fun a b : a * b + a)(6, 7)", "$fix($fib)(14)",
                        "1 / (3 - 3)", "1 + ", "(2 * 3", "f(1)", "2(3)", "(fun a : a)(1, 2)", "1 2")) {
        val answer = try {
            eval(Parser(text).parse(), emptyMap()).toString()
        } catch (e: SyntaxError) {
            "syntax at ${e.at}: ${e.message}"
        } catch (e: EvalError) {
            "error: ${e.message}"
        } finally {
            print("${text.takeLast(12)} -> ")
        }
        println(if (answer.endsWith(".0")) answer.dropLast(2) else answer)
    }
    println(Parser("if a < 1 then f(b) else 2 * c").parse())
}

// ---- JSON ---------------------------------------------------------------------------------------

class Json(private val text: String) {
    private var at = 0

    fun read(): Any? {
        val value = value()
        skip()
        check(at == text.length) { "left over at $at" }
        return value
    }

    private fun skip() { while (at < text.length && text[at].isWhitespace()) at++ }

    private fun value(): Any? {
        skip()
        return when (val c = text[at]) {
            '{' -> list('}') { string().also { skip(); require(text[at++] == ':') { "no ':' at $at" } } to value() }
                .toMap(LinkedHashMap())
            '[' -> list(']') { value() }
            '"' -> string()
            't', 'f', 'n' -> word()
            else -> if (c == '-' || c.isDigit()) digits() else error("unexpected '$c' at $at")
        }
    }

    private fun <T> list(end: Char, item: () -> T): List<T> = buildList {
        at++
        skip()
        while (text[at] != end) {
            add(item())
            skip()
            if (text[at] == ',') { at++; skip() }
        }
        at++
    }

    private fun string(): String {
        skip()
        require(text[at] == '"') { "no '\"' at $at" }
        val built = StringBuilder()
        while (text[++at] != '"') {
            if (text[at] == '\\') {
                at++
                when (text[at]) {
                    'n' -> built.append('\n')
                    'u' -> { built.append(text.substring(at + 1, at + 5).toInt(16).toChar()); at += 4 }
                    else -> built.append(text[at])
                }
            } else {
                built.append(text[at])
            }
        }
        at++
        return built.toString()
    }

    private fun word(): Any? =
        mapOf("true" to true, "false" to false, "null" to null).entries
            .first { text.startsWith(it.key, at) }.also { at += it.key.length }.value

    private fun digits(): Any {
        val begin = at
        while (at < text.length && (text[at].isDigit() || text[at] in "+-.eE")) at++
        val digits = text.substring(begin, at)
        return digits.toLongOrNull() ?: digits.toDouble()
    }
}

// Java has an exception of its own for the ends of strings.
fun nameOf(e: Throwable) = e::class.simpleName?.removePrefix("String")

fun showJson() {
    val text = """ {"name": "sensor \u00e4\n", "pins": [4, 5, [], {}], "on": true, "none": null,
        "range": {"low": -40.5, "high": 9007199254740993}} """
    println(Json(text).read())
    for (bad in listOf("[1, 2", "{\"a\" 1}", "[1] 2", "?", "\"\\u00g0\"", "[tru]")) {
        println("$bad: ${runCatching { Json(bad).read() }.exceptionOrNull()?.let(::nameOf)}")
    }
}

// ---- collections, generics, text ----------------------------------------------------------------

enum class Color { RED, GREEN, BLUE }

interface Shape { val area: Double; fun name() = this::class.simpleName }
class Square(side: Double) : Shape { override val area = side * side }
class Disc(radius: Double) : Shape { override val area = 3.140625 * radius * radius }

class Ring<T>(size: Int) : Iterable<T> {
    private val items = arrayOfNulls<Any>(size)
    private var count = 0
    operator fun plusAssign(item: T) { items[count++ % items.size] = item }
    @Suppress("UNCHECKED_CAST")
    override fun iterator() = (maxOf(0, count - items.size) until count).map { items[it % items.size] as T }.iterator()
}

fun showCollections() {
    val words = "the quick brown fox jumps over the lazy dog and the cat".split(' ')
    println(words.groupingBy { it }.eachCount().entries.sortedWith(compareBy({ -it.value }, { it.key })).take(3))
    println(words.groupBy { it.length }.mapValues { (_, all) -> all.distinct().sorted() })
    println(words.zipWithNext { a, b -> a.first() + b.last().uppercase() }.joinToString("", "<", ">"))
    println(generateSequence(1L) { it * 3 }.takeWhile { it < 1_000_000_000_000 }.filter { it % 2 == 1L }.sum())
    println(Color.entries.associate { it.name to (it.ordinal shl 4) })  // enums' hashes want random numbers
    println(listOf(Square(1.5), Disc(2.0)).map { "${it.name()} ${it.area}" })
    val ring = Ring<Color>(2)
    Color.entries.forEach { ring += it }
    println(ring.toList())
    println("%: ${"äöü€😀".length} ${"äöü€😀".encodeToByteArray().size} ${"abc".reversed()} ${"x".repeat(5)}")
    println(listOf(Int.MAX_VALUE + 1, -7 / 2, -7 % 3, -7 shr 1, -7 ushr 28, 'a'.code, "ff".toInt(16)))
    println(listOf(Long.MIN_VALUE, 1L shl 40, 0.1 + 0.2, 12345.678, 1.0 / 3, Double.NaN, -1.0 / 0))
    println(sequence { var a = 0; var b = 1; while (true) { yield(a); a = b.also { b += a } } }.take(15).toList())
}

fun showExceptions() {
    fun fails(depth: Int): Int = try {
        if (depth == 0) throw IllegalStateException("deep", NumberFormatException("cause")) else fails(depth - 1) + 1
    } catch (e: NumberFormatException) {
        -1
    } finally {
        print("$depth ")
    }
    try { fails(4) } catch (e: Exception) { println("${e.message} because of ${e.cause?.message}") }
    val kinds: List<() -> Any?> = listOf(
        { "x1".toInt() }, { listOf(1)[3] }, { (Color.RED as Any) as String }, { emptyList<Int>().first() },
        { null!! }, { Color.valueOf("PINK") }, { mutableListOf(1, 2).let { l -> for (i in l) l.add(i) } }, { 1 / "0".toInt() })
    println(kinds.map { kind -> try { kind() } catch (e: RuntimeException) { e::class.simpleName } })
}

// ---- garbage ------------------------------------------------------------------------------------

class Tree(val left: Tree?, val right: Tree?) {
    fun count(): Int = 1 + (left?.count() ?: 0) + (right?.count() ?: 0)
}

fun grow(depth: Int): Tree = if (depth == 0) Tree(null, null) else Tree(grow(depth - 1), grow(depth - 1))

fun showGarbage() {
    val kept = grow(10)
    var nodes = 0
    repeat(150) { nodes += grow(10).count() }
    val texts = HashMap<Int, String>()
    for (i in 0 until 20000) texts[i % 100] = "text $i"
    println("$nodes nodes, ${kept.count()} kept, ${texts.values.sumOf { it.length }}")
}

fun main() {
    showExpressions()
    showJson()
    showCollections()
    showExceptions()
    showGarbage()
}
