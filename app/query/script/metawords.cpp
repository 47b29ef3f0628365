// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/metawords.h"

#include "base/propagate.h"
#include "query/tr.h"
#include "sql/characters.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

class WordReader final
{
public:
    WordReader(QByteArrayView text, const ParameterValues &values)
        : m_text(text)
        , m_values(values)
    {
    }

    Result<QStringList> read()
    {
        QStringList words;
        while (skipBlanks()) {
            QByteArray word;
            while (m_at < m_text.size() && sql::classOf(m_text[m_at]) != sql::CharClass::Space)
                RETURN_IF_ERROR(piece(word));
            words << QString::fromUtf8(word);
        }
        return words;
    }

private:
    bool skipBlanks()
    {
        while (m_at < m_text.size() && sql::classOf(m_text[m_at]) == sql::CharClass::Space)
            ++m_at;
        return m_at < m_text.size();
    }

    Result<void> piece(QByteArray &word)
    {
        switch (m_text[m_at]) {
        case '\'':
            return quoted(word);
        case '"':
            return doubleQuoted(word);
        case '`':
            return fail(
                ErrorKind::Usage, tr("A psql command would run a program of this machine: `...`"),
                tr("Run the program before, and give what it says as a parameter."));
        case ':':
            if (variable(word))
                return {};
            break;
        default:
            break;
        }
        word += m_text[m_at++];
        return {};
    }

    static Error open() { return makeError(ErrorKind::Usage, tr("A quote of a psql command is not closed")); }

    Result<void> quoted(QByteArray &word)
    {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\'') {
                if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '\'') {
                    word += '\'';
                    ++m_at;
                    continue;
                }
                ++m_at;
                return {};
            }
            if (c == '\\' && m_at + 1 < m_text.size())
                escaped(word);
            else
                word += c;
        }
        return fail(open());
    }

    void escaped(QByteArray &word)
    {
        const char c = m_text[++m_at];
        switch (c) {
        case 'n':
            word += '\n';
            return;
        case 't':
            word += '\t';
            return;
        case 'b':
            word += '\b';
            return;
        case 'r':
            word += '\r';
            return;
        case 'f':
            word += '\f';
            return;
        default:
            break;
        }
        const auto number = [this](int base, int most, qsizetype from) {
            qsizetype end = from;
            while (end < m_text.size() && end - from < most && isDigitOf(m_text[end], base))
                ++end;
            return end;
        };
        if (c >= '0' && c <= '7') {
            const qsizetype end = number(8, 3, m_at);
            word += char(m_text.sliced(m_at, end - m_at).toByteArray().toInt(nullptr, 8));
            m_at = end - 1;
        } else if (c == 'x' && number(16, 2, m_at + 1) > m_at + 1) {
            const qsizetype end = number(16, 2, m_at + 1);
            word += char(m_text.sliced(m_at + 1, end - m_at - 1).toByteArray().toInt(nullptr, 16));
            m_at = end - 1;
        } else {
            word += c;
        }
    }

    static bool isDigitOf(char c, int base)
    {
        return base == 8 ? c >= '0' && c <= '7' : std::isxdigit(static_cast<unsigned char>(c)) != 0;
    }

    // psql keeps the quotes, which are of a name.
    Result<void> doubleQuoted(QByteArray &word)
    {
        const qsizetype close = m_text.indexOf('"', m_at + 1);
        if (close < 0)
            return fail(open());
        word += m_text.sliced(m_at, close + 1 - m_at);
        m_at = close + 1;
        return {};
    }

    // Of a variable that has a value.
    bool variable(QByteArray &word)
    {
        qsizetype at = m_at + 1;
        if (at >= m_text.size())
            return false;
        const char quote = m_text[at] == '\'' || m_text[at] == '"' ? m_text[at++] : '\0';
        const qsizetype first = at;
        while (at < m_text.size() && sql::isTagChar(m_text[at]))
            ++at;
        const auto found = m_values.constFind(QString::fromUtf8(m_text.sliced(first, at - first)));
        const bool closes = quote == '\0' || (at < m_text.size() && m_text[at] == quote);
        if (at == first || !closes || found == m_values.constEnd())
            return false;
        word += (quote == '\''  ? sql::quoteLiteral(found->text)
                 : quote == '"' ? sql::quoteIdentifier(found->text)
                                : found->text)
                    .toUtf8();
        m_at = at + (quote == '\0' ? 0 : 1);
        return true;
    }

    QByteArrayView m_text;
    const ParameterValues &m_values;
    qsizetype m_at = 0;
};

} // namespace

Result<QStringList> metaWords(QByteArrayView text, const ParameterValues &values)
{
    return WordReader(text, values).read();
}

} // namespace howdah::query
