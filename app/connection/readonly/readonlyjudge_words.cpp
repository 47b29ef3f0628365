// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// ReadOnlyJudge by the words: for syntax that is newer than the grammar, and for our own statements, which this is
// faster for than a tree is.
#include "connection/readonly/readingfunctions.h"
#include "connection/readonly/readonlyjudge.h"
#include "connection/tr.h"
#include "sql/lexer.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

using sql::Token;
using sql::TokenType;

constexpr qsizetype LongestName = 63; // the server cuts the rest off

struct Word
{
    TokenType type = TokenType::End;
    QByteArray text; // a name as the server takes it; a symbol; empty for strings and numbers
    bool isStrange = false;

    [[nodiscard]] bool isName() const { return type == TokenType::Word || type == TokenType::QuotedName; }
    [[nodiscard]] bool isSymbol(char c) const
    {
        return type == TokenType::Symbol && text.size() == 1 && text.front() == c;
    }
};

// U&"..." may spell any name with escapes.
Word nameOf(const Token &token)
{
    Word word{.type = TokenType::QuotedName, .text = token.text.toByteArray()};
    word.isStrange = token.text.isEmpty() || token.text.startsWith('U') || token.text.startsWith('u');
    if (word.text.startsWith('"'))
        word.text = word.text.sliced(1, word.text.size() - 2).replace("\"\"", "\"");
    return word;
}

std::vector<Word> wordsOf(const QByteArray &text)
{
    std::vector<Word> words;
    sql::Lexer lexer;
    lexer.setInput(text, 0, true);
    while (true) {
        const Token token = lexer.next();
        if (token.type == TokenType::End || token.type == TokenType::NeedMore)
            return words;
        Word word{.type = token.type};
        if (token.type == TokenType::Backslash) {
            lexer.skip(1);
            word.isStrange = true;
        } else if (token.type == TokenType::Word) {
            word.text = token.text.toByteArray().toLower();
            word.isStrange = token.text.isEmpty();
        } else if (token.type == TokenType::QuotedName) {
            word = nameOf(token);
        } else if (token.type == TokenType::Symbol) {
            word.text = QByteArray(1, token.symbol);
        }
        word.isStrange = word.isStrange || word.text.size() > LongestName;
        words.push_back(std::move(word));
    }
}

// Words that a parenthesis follows without a call of anything that is not PostgreSQL's, while only pg_catalog is looked
// into. In byte order.
constexpr std::array<QByteArrayView, 82> Grammar{
    "all",
    "and",
    "any",
    "array",
    "as",
    "bit",
    "by",
    "case",
    "cast",
    "char",
    "character",
    "coalesce",
    "columns",
    "cube",
    "dec",
    "decimal",
    "distinct",
    "else",
    "end",
    "except",
    "exists",
    "explain",
    "extract",
    "filter",
    "float",
    "for",
    "from",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "intersect",
    "interval",
    "is",
    "join",
    "lateral",
    "least",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "materialized",
    "national",
    "nchar",
    "normalize",
    "not",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "over",
    "overlay",
    "position",
    "recursive",
    "return",
    "returning",
    "rollup",
    "row",
    "rows",
    "select",
    "sets",
    "some",
    "substring",
    "table",
    "then",
    "time",
    "timestamp",
    "treat",
    "trim",
    "union",
    "using",
    "values",
    "varbit",
    "varchar",
    "varying",
    "when",
    "where",
    "with"};

bool isGrammar(const Word &word)
{
    return word.type == TokenType::Word && std::ranges::binary_search(Grammar, QByteArrayView(word.text));
}

bool has(const std::vector<Word> &words, QByteArrayView word)
{
    return std::ranges::any_of(
        words, [word](const Word &one) { return one.type == TokenType::Word && one.text == word; });
}

bool isOneOf(QByteArrayView word, std::initializer_list<QByteArrayView> words)
{
    return std::ranges::find(words, word) != words.end();
}

// COPY may only write to this program.
bool copiesToHere(const std::vector<Word> &words)
{
    int depth = 0;
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        depth += words[i].isSymbol('(') ? 1 : words[i].isSymbol(')') ? -1 : 0;
        if (depth == 0 && words[i].type == TokenType::Word && words[i].text == "to")
            return words[i + 1].type == TokenType::Word && words[i + 1].text == "stdout";
    }
    return false;
}

// The schema that is written before the name at `i`.
QByteArray schemaAt(const std::vector<Word> &words, std::size_t i)
{
    return i >= 2 && words[i - 1].isSymbol('.') && words[i - 2].isName() ? words[i - 2].text : QByteArray();
}

bool isCalled(const std::vector<Word> &words, std::size_t i)
{
    return i + 1 < words.size() && words[i + 1].isSymbol('(');
}

bool isPostgresAt(const std::vector<Word> &words, std::size_t i)
{
    return i + 1 < words.size() && words[i].isName() && words[i].text == "pg_catalog" && words[i + 1].isSymbol('.');
}

// Of one name of a statement whose path holds pg_catalog alone.
bool isPlain(const std::vector<Word> &words, std::size_t i)
{
    const Word &word = words[i];
    const bool isBehindDot = i > 0 && words[i - 1].isSymbol('.');
    if (isCalled(words, i)) {
        if (isBehindDot)
            return schemaAt(words, i) == "pg_catalog" && (i < 3 || !words[i - 3].isSymbol('.'))
                && isReadingFunction(word.text);
        if (word.type == TokenType::Word && word.text == "operator")
            return isPostgresAt(words, i + 2);
        if (word.type == TokenType::Word && isOneOf(word.text, {"cast", "xmlserialize", "treat"}))
            return false;
        return isGrammar(word) || isReadingFunction(word.text);
    }
    if (isBehindDot && isRefusedFunction(word.text)) // t.f is also f(t)
        return false;
    const bool isCast = i >= 2 && words[i - 1].isSymbol(':') && words[i - 2].isSymbol(':');
    if (isCast && i + 1 < words.size() && words[i + 1].isSymbol('.'))
        return isPostgresAt(words, i);
    // a.b '...' is a cast as well
    return !isBehindDot || i + 1 >= words.size() || words[i + 1].type != TokenType::String;
}

} // namespace

bool ReadOnlyJudge::plainlyReads(const QByteArray &text)
{
    const std::vector<Word> words = wordsOf(text);
    if (words.empty() || words.front().type != TokenType::Word
        || !isOneOf(words.front().text, {"select", "with", "values", "table", "show"}))
        return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Word &word = words[i];
        if (word.isStrange || (word.isSymbol(';') && i + 1 < words.size()))
            return false;
        if (word.type == TokenType::Word
            && isOneOf(word.text, {"into", "insert", "update", "delete", "merge", "lock", "share"}))
            return false;
        if (word.isName() && !isPlain(words, i))
            return false;
    }
    return true;
}

void ReadOnlyJudge::words(const QByteArray &text)
{
    const std::vector<Word> words = wordsOf(text);
    if (std::ranges::any_of(words, &Word::isStrange))
        return refuse(tr("A name with escapes or of more than 63 bytes, in a statement that Howdah cannot parse,"));
    const auto first = std::ranges::find_if_not(words, [](const Word &word) { return word.isSymbol('('); });
    if (first == words.end())
        return;
    const QByteArray &command = first->text;
    const QString name = QString::fromUtf8(command.left(20).toUpper());
    const bool isQuery = isOneOf(command, {"select", "with", "values", "table", "insert", "update", "delete", "merge"});
    const bool isRefusedByServer = isOneOf(command, {"create", "alter", "drop", "grant", "revoke", "comment"});
    if (isRefusedByServer && has(words, "system"))
        return refuse(u"ALTER SYSTEM"_s);
    if (command == "copy" && !copiesToHere(words))
        return refuse(tr("COPY to a file or program on the server"));
    if (command == "explain" && (has(words, "create") || has(words, "refresh") || has(words, "into")))
        return refuse(u"EXPLAIN"_s);
    if (!isQuery && !isRefusedByServer && !isOneOf(command, {"copy", "explain", "declare"}))
        return refuse(tr("%1, which Howdah cannot parse,").arg(name));
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].isName())
            continue;
        const bool isBehindDot = i > 0 && words[i - 1].isSymbol('.');
        if (isCalled(words, i)) // also what looks like grammar: most of it can name a function as well
            function(schemaAt(words, i), words[i].text);
        else if (isBehindDot)
            attribute(words[i].text);
        if (isBehindDot && !isCalled(words, i))
            type(schemaAt(words, i), words[i].text);
        if (words[i].text == "operator" && isCalled(words, i) && i + 2 < words.size())
            oper(words[i + 2].text, {});
    }
    oper({}, {});
    type({}, {});
}

} // namespace howdah::connection
