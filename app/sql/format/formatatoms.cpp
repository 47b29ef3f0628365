// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatatoms.h"

#include "sql/format/formatkeywords.h"
#include "sql/standardstrings.h"
#include "sql/statementshape.h"
#include "sql/tr.h"

#include <algorithm>
#include <array>

namespace howdah::sql {

namespace {

constexpr QByteArrayView OperatorCharacters = "~!@#^&|`?+-*/%<>=";

// Operators that are commonly written with blanks around them. The others stay as they are: % and @ may belong to a
// placeholder, -> is written in both ways.
constexpr std::array<QByteArrayView, 29> SpacedOperators{
    "=",  "<",  ">",  "<=", ">=",  "<>", "!=",  "+",  "-",   "*",   "/",   "||",  ":=",  "=>", "&&",
    "@>", "<@", "~~", "~*", "!~*", "!~", "~~*", "@@", "<<=", ">>=", "<->", "<=>", "-|-", "&&&"};

// PostgreSQL's rule (scan.l): an operator of several characters does not end with + or -, but for one that holds a
// character that is in no operator of standard SQL.
qsizetype operatorSize(QByteArrayView run)
{
    static constexpr QByteArrayView Special = "~!@#^&|`?%";
    qsizetype size = run.size();
    const auto isSign = [&] { return size > 1 && (run[size - 1] == '+' || run[size - 1] == '-'); };
    if (isSign() && std::ranges::none_of(run.first(size - 1), [](char c) { return Special.contains(c); })) {
        while (isSign())
            --size;
    }
    return size;
}

// Reads the tokens of a statement, and what the lexer skips between them.
class AtomReader final
{
public:
    AtomReader(QByteArrayView statement, StandardStrings &settings)
        : m_text(statement)
        , m_settings(settings)
    {
    }

    std::expected<std::vector<Atom>, QString> read()
    {
        m_atoms.reserve(std::size_t(m_text.size() / 4 + 4));
        Lexer lexer;
        lexer.setStandardStrings(m_settings.isOn());
        lexer.setInput(m_text, 0, true);
        StatementShape shape;
        for (Token token = lexer.next(); token.type != TokenType::End; token = lexer.next()) {
            shape.add(token);
            if (token.type == TokenType::Backslash)
                return std::unexpected(tr("there is a psql command in it"));
            if (token.begin < m_opaqueEnd) {
                if (token.end > m_opaqueEnd)
                    return std::unexpected(tr("it holds a template whose quotes cross its end"));
                continue;
            }
            if (!addGap(token.begin) || !add(token))
                return std::unexpected(m_problem);
        }
        flushOperators();
        if (!addGap(m_text.size()))
            return std::unexpected(m_problem);
        m_settings.apply(shape.settingTokens());
        if (lexer.open() != OpenToken::None && lexer.open() != OpenToken::LineComment)
            return std::unexpected(tr("a quote or comment in it is not closed"));
        return std::move(m_atoms);
    }

private:
    void put(Atom::Kind kind, qint64 begin, qint64 end)
    {
        Atom atom;
        atom.kind = kind;
        atom.text = m_text.sliced(begin, end - begin);
        atom.touches = begin == m_lastEnd && !m_atoms.empty();
        atom.newlineBefore = std::exchange(m_newline, false);
        m_lastEnd = end;
        m_atoms.push_back(atom);
    }

    // Blanks and comments up to the next token; false where a comment that the lexer saw began in a placeholder.
    bool addGap(qint64 to)
    {
        if (m_end < to)
            flushOperators();
        qint64 at = m_end;
        while (at < to) {
            const char c = m_text[at];
            if (c == '-' || c == '/') {
                const qint64 begin = at;
                at = c == '-' ? lineCommentEnd(at) : blockCommentEnd(at);
                put(c == '-' ? Atom::Kind::LineComment : Atom::Kind::BlockComment, begin, at);
                m_lastEnd = -1; // a comment is a blank
                continue;
            }
            if (classOf(c) != CharClass::Space) {
                m_problem = tr("it holds a template with a comment in it");
                return false;
            }
            if (c == '\n' || c == '\r') {
                m_newline = true;
                if (!m_atoms.empty() && m_atoms.back().isComment())
                    m_atoms.back().newlineAfter = true;
            }
            ++at;
        }
        m_end = std::max(m_end, to);
        return true;
    }
    [[nodiscard]] qint64 lineCommentEnd(qint64 at) const
    {
        while (at < m_text.size() && m_text[at] != '\n' && m_text[at] != '\r')
            ++at;
        return at;
    }
    [[nodiscard]] qint64 blockCommentEnd(qint64 at) const
    {
        qsizetype depth = 0;
        do {
            if (m_text.sliced(at).startsWith("/*")) {
                ++depth;
                at += 2;
            } else if (m_text.sliced(at).startsWith("*/")) {
                --depth;
                at += 2;
            } else {
                ++at;
            }
        } while (depth > 0 && at < m_text.size());
        return at;
    }

    bool add(const Token &token)
    {
        if (token.type == TokenType::Symbol)
            return addSymbol(token);
        flushOperators();
        m_end = token.end;
        switch (token.type) {
        case TokenType::Word:
            put(Atom::Kind::Word, token.begin, token.end);
            break;
        case TokenType::Number:
            put(Atom::Kind::Number, token.begin, token.end);
            break;
        case TokenType::QuotedName:
            put(Atom::Kind::QuotedName, token.begin, token.end);
            break;
        case TokenType::String:
        case TokenType::NeedMore:
        case TokenType::End:
        case TokenType::Symbol:
        case TokenType::Backslash:
            put(Atom::Kind::String, token.begin, token.end);
            break;
        }
        return true;
    }

    bool addSymbol(const Token &token)
    {
        const char c = token.symbol;
        if (c == '`' && addBackticks(token.begin))
            return true;
        if (OperatorCharacters.contains(c) || c == ':') {
            if (m_operators < 0)
                m_operators = token.begin;
            m_end = token.end;
            if (c == '<' && m_text.sliced(token.begin).startsWith("<%"))
                return addMarked(token.begin, "%>", tr("it holds <% without %>"), false);
            return true;
        }
        flushOperators();
        m_end = token.end;
        switch (c) {
        case '(':
            if (addPythonPlaceholder(token.begin))
                return true;
            [[fallthrough]];
        case '[':
            put(Atom::Kind::Open, token.begin, token.end);
            return true;
        case ')':
        case ']':
            put(Atom::Kind::Close, token.begin, token.end);
            return true;
        case ',':
            put(Atom::Kind::Comma, token.begin, token.end);
            return true;
        case ';':
            put(Atom::Kind::Semicolon, token.begin, token.end);
            return true;
        case '.':
            put(Atom::Kind::Dot, token.begin, token.end);
            return true;
        case '$':
            put(Atom::Kind::Template, token.begin, token.end);
            return true;
        case '{':
            return addBraces(token.begin);
        default:
            m_problem = tr("it holds %1, which is not SQL")
                            .arg(c >= ' ' && c < 127 ? QString(QLatin1Char(c)) : tr("a control character"));
            return false;
        }
    }

    // From `begin` to behind the mark, as it is.
    bool addMarked(qint64 begin, QByteArrayView mark, const QString &problem, bool isNeeded)
    {
        const qsizetype found = m_text.indexOf(mark, begin + 2);
        if (found < 0) {
            m_problem = problem;
            return !isNeeded;
        }
        flushOperators(begin);
        m_operators = -1;
        m_opaqueEnd = m_end = found + mark.size();
        put(Atom::Kind::Template, begin, m_end);
        return true;
    }

    // `a-b` is a name to other servers, and to templates for them.
    bool addBackticks(qint64 begin)
    {
        const qsizetype end = m_text.indexOf('`', begin + 1);
        if (end < 0 || m_text.sliced(begin, end - begin).contains('\n'))
            return false;
        flushOperators(begin);
        m_operators = -1;
        m_opaqueEnd = m_end = end + 1;
        put(Atom::Kind::Template, begin, m_end);
        return true;
    }

    bool addBraces(qint64 begin)
    {
        const QByteArrayView rest = m_text.sliced(begin);
        if (rest.startsWith("{{"))
            return addMarked(begin, "}}", tr("it holds {{ without }}"), true);
        if (rest.startsWith("{%"))
            return addMarked(begin, "%}", tr("it holds {% without %}"), true);
        if (rest.startsWith("{#"))
            return addMarked(begin, "#}", tr("it holds {# without #}"), true);
        return addMarked(begin, "}", tr("it holds { without }"), true);
    }

    // %(name)s
    bool addPythonPlaceholder(qint64 begin)
    {
        if (m_atoms.empty() || m_atoms.back().text != "%" || m_lastEnd != begin)
            return false;
        qint64 at = begin + 1;
        while (at < m_text.size() && isNameChar(m_text[at]))
            ++at;
        if (at == begin + 1 || at + 1 >= m_text.size() || m_text[at] != ')'
            || classOf(m_text[at + 1]) != CharClass::Letter)
            return false;
        m_opaqueEnd = m_end = at + 2;
        put(Atom::Kind::Template, begin, m_end);
        return true;
    }

    void flushOperators() { flushOperators(m_end); }
    void flushOperators(qint64 to)
    {
        if (m_operators < 0)
            return;
        qint64 at = std::exchange(m_operators, -1);
        while (at < to) {
            const QByteArrayView run = m_text.sliced(at, to - at);
            qsizetype size = 1;
            Atom::Kind kind = Atom::Kind::Operator;
            if (run.startsWith(':')) {
                const bool isCast = run.startsWith("::");
                const bool isAssignment = run.startsWith(":=");
                kind = isCast ? Atom::Kind::Cast : isAssignment ? Atom::Kind::Operator : Atom::Kind::Colon;
                size = isCast || isAssignment ? 2 : 1;
            } else {
                const qsizetype colon = run.indexOf(':');
                size = operatorSize(colon < 0 ? run : run.first(colon));
            }
            put(kind, at, at + size);
            Atom &atom = m_atoms.back();
            atom.isSpaced =
                kind == Atom::Kind::Operator && std::ranges::find(SpacedOperators, atom.text) != SpacedOperators.end();
            at += size;
        }
    }

    QByteArrayView m_text;
    StandardStrings &m_settings;
    std::vector<Atom> m_atoms;
    qint64 m_end = 0;        // of what was read
    qint64 m_lastEnd = -1;   // of the last atom that is no comment
    qint64 m_opaqueEnd = 0;  // of the placeholder that the lexer is still in
    qint64 m_operators = -1; // where the run of operator characters began
    bool m_newline = false;
    QString m_problem;
};

bool mayBeLabel(const Atom &atom) { return atom.kind == Atom::Kind::Word; }

// Words behind AS that are keywords there; all others are the names of what stands before it.
bool isKeywordBehindAs(std::string_view key)
{
    static constexpr std::array<std::string_view, 21> Words{
        "select", "with",    "values",   "not", "materialized", "table", "on",   "enum",  "range", "insert", "update",
        "delete", "execute", "identity", "all", "array",        "case",  "cast", "merge", "null",  "default"};
    return std::ranges::find(Words, key) != Words.end();
}

// Which words are keywords, by what stands beside them.
void findKeywords(std::vector<Atom> &atoms)
{
    static constexpr QByteArrayView Prefixes = "@#%&?:$";
    const Atom *previous = nullptr;
    for (Atom &atom : atoms) {
        if (atom.isComment())
            continue;
        if (previous && previous->kind == Atom::Kind::Word && atom.kind == Atom::Kind::Dot)
            const_cast<Atom *>(previous)->key = {};
        if (previous && previous->kind == Atom::Kind::Word && atom.kind == Atom::Kind::Template && atom.touches)
            const_cast<Atom *>(previous)->key = {};
        if (mayBeLabel(atom)) {
            const FormatKeyword word = formatKeyword(atom.text);
            atom.key = word.text;
            atom.isReserved = word.isReserved;
            if (previous && !atom.key.empty()) {
                const bool isGlued = atom.touches
                                  && (previous->isWordish() || previous->kind == Atom::Kind::Template
                                      || Prefixes.contains(previous->text.back()));
                const bool isLabel = previous->key == "as" && !isKeywordBehindAs(atom.key);
                if (isGlued || isLabel || previous->kind == Atom::Kind::Dot)
                    atom.key = {};
            }
        }
        previous = &atom;
    }
}

} // namespace

std::expected<std::vector<Atom>, QString> atomsOf(QByteArrayView statement, StandardStrings &settings)
{
    auto atoms = AtomReader(statement, settings).read();
    if (atoms)
        findKeywords(*atoms);
    return atoms;
}

bool mayMove(const Atom &before, const Atom &after)
{
    using Kind = Atom::Kind;
    const auto isPunctuation = [](const Atom &atom) {
        return atom.kind == Kind::Open || atom.kind == Kind::Close || atom.kind == Kind::Comma
            || atom.kind == Kind::Semicolon;
    };
    const auto isPlain = [](const Atom &atom) { return atom.isWordish() || atom.kind == Kind::Close; };
    if (before.isComment() || after.isComment())
        return true;
    if (isPunctuation(before) || isPunctuation(after))
        return true;
    if (before.kind == Kind::Template || after.kind == Kind::Template)
        return false;
    if (before.kind == Kind::Cast || after.kind == Kind::Cast)
        return isPlain(before.kind == Kind::Cast ? after : before);
    return (before.isSpaced && after.kind != Kind::Dot)
        || (after.isSpaced && before.kind != Kind::Colon && before.kind != Kind::Dot);
}

} // namespace howdah::sql
