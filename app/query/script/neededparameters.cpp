// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/neededparameters.h"

#include "query/script/metacommand.h"
#include "sql/lexer.h"
#include "sql/quote.h"
#include "sql/secrets.h"

#include <QCryptographicHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

std::vector<sql::Token> tokensOf(QByteArrayView text, bool standardStrings)
{
    sql::Lexer lexer;
    lexer.setStandardStrings(standardStrings);
    lexer.setInput(text, 0, true);
    std::vector<sql::Token> tokens;
    for (sql::Token token = lexer.next(); token.type != sql::TokenType::End && token.type != sql::TokenType::NeedMore;
         token = lexer.next()) {
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        tokens.push_back(token);
    }
    return tokens;
}

// Where a value stands alone as that of a column: between the commas of VALUES in an INSERT, or behind the = of SET.
class ColumnValues final
{
public:
    ColumnValues(QByteArrayView text, bool standardStrings)
        : m_tokens(tokensOf(text, standardStrings))
    {
    }

    [[nodiscard]] bool holds(const ParameterUse &use) const
    {
        const auto after = std::ranges::find_if(m_tokens, [&use](const auto &one) { return one.begin >= use.end; });
        const auto first = std::ranges::find_if(m_tokens, [&use](const auto &one) { return one.begin >= use.begin; });
        if (first == m_tokens.begin())
            return false;
        const auto before = std::prev(first);
        const bool ends = after == m_tokens.end() || is(*after, ',') || is(*after, ')') || isWord(*after, "where")
                       || isWord(*after, "from") || isWord(*after, "returning") || is(*after, ';')
                       || isWord(*after, "on");
        return ends
            && (((is(*before, '(') || is(*before, ',')) && isInRow(before - m_tokens.begin()))
                || (is(*before, '=') && isSet(before - m_tokens.begin())));
    }

private:
    static bool is(const sql::Token &token, char symbol)
    {
        return token.type == sql::TokenType::Symbol && token.symbol == symbol;
    }
    static bool isWord(const sql::Token &token, const char *word)
    {
        return token.type == sql::TokenType::Word && sql::isKeyword(token.text, word);
    }
    [[nodiscard]] const sql::Token &at(qsizetype i) const { return m_tokens[std::size_t(i)]; }

    // The bracket that is open before this token is one of those behind VALUES of an INSERT or MERGE.
    [[nodiscard]] bool isInRow(qsizetype i) const
    {
        int depth = 0;
        while (i >= 0 && !(depth == 0 && is(at(i), '('))) {
            depth += is(at(i), ')') ? 1 : is(at(i), '(') ? -1 : 0;
            --i;
        }
        for (--i; i >= 0; --i) { // rows before it
            if (isWord(at(i), "values"))
                return isChange(i);
            if (depth == 0 && !is(at(i), ',') && !is(at(i), ')'))
                return false;
            depth += is(at(i), ')') ? 1 : is(at(i), '(') ? -1 : 0;
        }
        return false;
    }
    // VALUES here gives rows to a table: an INTO, or INSERT itself, comes before it on its level.
    [[nodiscard]] bool isChange(qsizetype i) const
    {
        int depth = 0;
        for (--i; i >= 0; --i) {
            depth += is(at(i), ')') ? 1 : is(at(i), '(') ? -1 : 0;
            if (depth < 0)
                return false;
            if (depth == 0 && isWord(at(i), "insert"))
                return true;
        }
        return false;
    }
    // This = is one of SET: SET comes before it on its level, and no WHERE between.
    [[nodiscard]] bool isSet(qsizetype i) const
    {
        int depth = 0;
        for (--i; i >= 0; --i) {
            depth += is(at(i), ')') ? 1 : is(at(i), '(') ? -1 : 0;
            if (depth < 0 || (depth == 0 && (isWord(at(i), "where") || isWord(at(i), "from") || isWord(at(i), "and"))))
                return false;
            if (depth == 0 && isWord(at(i), "set"))
                return i > 0; // the command SET is no UPDATE
        }
        return false;
    }

    std::vector<sql::Token> m_tokens;
};

// Numbers of the places that hold secrets, of the uses of a statement: each is written as a $n for it.
QSet<QString> secretsOf(QByteArrayView text, const std::vector<ParameterUse> &uses)
{
    QByteArray numbered;
    QStringList names;
    qsizetype from = 0;
    for (const ParameterUse &use : uses) {
        numbered += text.sliced(from, use.begin - from);
        if (!names.contains(use.name))
            names << use.name;
        numbered += '$' + QByteArray::number(qint64(names.indexOf(use.name) + 1));
        from = use.end;
    }
    numbered += text.sliced(from);
    QSet<QString> secrets;
    for (const int number : sql::maskSecrets(numbered).parameters) {
        if (number >= 1 && number <= names.size())
            secrets << names[number - 1];
    }
    return secrets;
}

class NeedReader final
{
public:
    NeedReader(const Script &script, PartRange range)
        : m_script(script)
        , m_range(range)
    {
    }

    std::vector<NeededParameter> read(std::size_t most)
    {
        const std::size_t last = std::min(m_range.last, std::min(m_range.first + most, m_script.parts().size()));
        for (std::size_t i = m_range.first; i < last; ++i) {
            const Piece &part = m_script.parts()[i];
            const QByteArrayView text = sql::textOf(part, m_script.text());
            if (part.kind == PieceKind::Statement)
                statement(text);
            else if (part.kind == PieceKind::BackslashLine)
                command(text, part.insideStatement);
        }
        std::ranges::stable_sort(m_needed, [](const NeededParameter &a, const NeededParameter &b) {
            const auto rank = [](const NeededParameter &one) {
                return one.style == ParameterStyle::Number ? one.name.toInt() : std::numeric_limits<int>::max();
            };
            return rank(a) < rank(b);
        });
        return std::move(m_needed);
    }

private:
    void statement(QByteArrayView text)
    {
        const std::vector<ParameterUse> uses = findParameters(text);
        if (uses.empty())
            return;
        const ColumnValues values(text, true);
        const QSet<QString> secrets = secretsOf(text, uses);
        for (const ParameterUse &use : uses) {
            if (m_made.contains(use.name))
                continue;
            const bool isSecret = secrets.contains(use.name) || sql::isSecretName(use.name.toUtf8());
            NeededParameter one{use.name, use.style, use.certain && !m_mayBeMade, values.holds(use), isSecret};
            const auto known = std::ranges::find(m_needed, use.name, &NeededParameter::name);
            if (known == m_needed.end()) {
                m_needed.push_back(one);
                continue;
            }
            if (known->style == ParameterStyle::Identifier)
                known->style = use.style;
            known->certain = known->certain || one.certain;
            known->mayDefault = known->mayDefault && one.mayDefault;
            known->isSecret = known->isSecret || one.isSecret;
        }
    }

    void command(QByteArrayView text, bool inside)
    {
        const Result<MetaCommand> read = readMetaCommand(text, inside, {});
        if (!read)
            return;
        switch (read->kind) {
        case MetaCommand::Kind::Set:
            m_made << read->name;
            break;
        case MetaCommand::Kind::Unset:
            m_made.remove(read->name);
            break;
        case MetaCommand::Kind::Gset:
        case MetaCommand::Kind::Include:
        case MetaCommand::Kind::IncludeRelative:
            m_mayBeMade = true; // nobody knows their columns, or their \set, before they run
            break;
        case MetaCommand::Kind::Echo:
        case MetaCommand::Kind::Warn:
        case MetaCommand::Kind::Timing:
        case MetaCommand::Kind::Expanded:
        case MetaCommand::Kind::Copy:
        case MetaCommand::Kind::Send:
        case MetaCommand::Kind::SendExpanded:
        case MetaCommand::Kind::Describe:
        case MetaCommand::Kind::Quit:
        case MetaCommand::Kind::Nothing:
        case MetaCommand::Kind::Remark:
            break;
        }
    }

    const Script &m_script;
    const PartRange m_range;
    std::vector<NeededParameter> m_needed;
    QSet<QString> m_made;
    bool m_mayBeMade = false;
};

} // namespace

std::vector<NeededParameter> neededParameters(const Script &script, PartRange range, std::size_t most)
{
    return NeedReader(script, range).read(most);
}

QByteArray fingerprintOf(const Script &script, PartRange range, std::size_t most)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const std::size_t last = std::min(range.last, std::min(range.first + most, script.parts().size()));
    for (std::size_t i = range.first; i < last; ++i) {
        const QByteArrayView text = sql::textOf(script.parts()[i], script.text());
        for (const sql::Token &token : tokensOf(text, true)) {
            hash.addData(text.sliced(qsizetype(token.begin), qsizetype(token.end - token.begin)));
            hash.addData(QByteArrayView("\0", 1));
        }
        hash.addData(QByteArrayView("\1", 1));
    }
    return hash.result().toHex();
}

} // namespace howdah::query
