// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/engine/handlebars_token.h"

#include "base/propagate.h"
#include "prompt/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

std::unexpected<Error> refusedAt(QStringView text, qsizetype offset, const QString &message)
{
    return fail(ErrorKind::Invalid, tr("Line %1: %2").arg(text.left(offset).count(u'\n') + 1).arg(message));
}

namespace {

using Token = HandlebarsToken;

class MarkReader final
{
public:
    explicit MarkReader(QStringView text)
        : m_text(text)
    {
    }

    Result<std::vector<Token>> read()
    {
        while (m_at < m_text.size()) {
            const qsizetype open = m_text.indexOf(u"{{"_s, m_at);
            if (open < 0) {
                addText(m_at, m_text.size());
                break;
            }
            const qsizetype slashes = backslashesBefore(open);
            if (slashes == 1) {
                literal(open);
                continue;
            }
            // Two backslashes are one, before a mark that counts.
            addText(m_at, open - (slashes > 1 ? 1 : 0));
            m_at = open;
            RETURN_IF_ERROR(mark());
        }
        controlWhiteSpace();
        return std::move(m_tokens);
    }

private:
    qsizetype backslashesBefore(qsizetype open) const
    {
        if (open <= m_at || m_text[open - 1] != u'\\')
            return 0;
        return open - 1 > m_at && m_text[open - 2] == u'\\' ? 2 : 1;
    }

    void addText(qsizetype begin, qsizetype end)
    {
        if (end > begin)
            m_tokens.push_back(
                {.text = m_text.mid(begin, end - begin).toString(), .offset = begin, .length = end - begin});
    }

    // \{{name}} is text up to the next mark, without its backslash.
    void literal(qsizetype open)
    {
        addText(m_at, open - 1);
        qsizetype end = m_text.indexOf(u"{{"_s, open + 2);
        if (end < 0)
            end = m_text.size();
        const qsizetype before = end;
        while (end > open + 2 && end < m_text.size() && m_text[end - 1] == u'\\' && before - end < 2)
            --end;
        addText(open, end);
        m_at = end;
    }

    Result<void> mark()
    {
        qsizetype at = m_at + 2;
        Token token{.kind = Token::Kind::Value, .offset = m_at};
        if (m_text.mid(at, 2) == u"{{"_s)
            return refusedAt(m_text, m_at, tr("Raw blocks {{{{ are not supported"));
        const bool triple = at < m_text.size() && m_text[at] == u'{';
        if (at < m_text.size() && m_text[at] == u'~') {
            token.stripsBefore = true;
            ++at;
        }
        const QChar sigil = at < m_text.size() ? m_text[at] : QChar();
        if (sigil == u'!')
            return comment(token, at);
        if (sigil == u'{' || sigil == u'&')
            ++at;
        else if (sigil == u'#' || sigil == u'^' || sigil == u'/' || sigil == u'>')
            RETURN_IF_ERROR(takeSigil(token, sigil, at));
        else if (sigil == u'*')
            return refusedAt(m_text, m_at, tr("Decorators {{* are not supported"));
        const qsizetype end = endOfMark(at);
        if (end < 0)
            return refusedAt(m_text, m_at, tr("A mark {{ is not closed"));
        qsizetype last = end;
        qsizetype after = end + 2;
        const bool third = m_text.mid(end, 3) == u"}}}"_s || m_text.mid(end, 4) == u"}~}}"_s;
        if (!triple && sigil != u'{' && third && m_text[end - 1] != u'~')
            return refusedAt(m_text, m_at, tr("A mark {{ is closed by three braces: put a space before the third"));
        if (triple || sigil == u'{') {
            if (!third || m_text.mid(end, 4) == u"}}}}"_s)
                return refusedAt(m_text, m_at, tr("A mark {{{ is not closed by }}}"));
            after = end + (m_text[end + 1] == u'~' ? 4 : 3);
            token.stripsAfter = m_text[end + 1] == u'~';
        } else if (last > at && m_text[last - 1] == u'~') {
            token.stripsAfter = true;
            --last;
        }
        token.inner = m_text.mid(at, last - at).trimmed();
        classify(token, sigil);
        token.length = after - m_at;
        m_tokens.push_back(token);
        m_at = after;
        return {};
    }

    Result<void> takeSigil(Token &token, QChar sigil, qsizetype &at)
    {
        ++at;
        const QChar next = at < m_text.size() ? m_text[at] : QChar();
        if (sigil == u'#' && next == u'>')
            return refusedAt(m_text, m_at, tr("Partials with a block {{#> are not supported"));
        if (sigil == u'#' && next == u'*')
            return refusedAt(m_text, m_at, tr("Decorators {{#* are not supported"));
        token.kind = sigil == u'#' ? Token::Kind::Open
                   : sigil == u'/' ? Token::Kind::Close
                   : sigil == u'>' ? Token::Kind::Partial
                                   : Token::Kind::Inverse;
        return {};
    }

    static void classify(Token &token, QChar sigil)
    {
        if (token.kind == Token::Kind::Inverse)
            token.kind = token.inner.isEmpty() ? Token::Kind::Else : Token::Kind::Open;
        token.inverted = sigil == u'^' && token.kind == Token::Kind::Open;
        static const QRegularExpression otherwise(u"^else(?=\\s|$)"_s);
        if (token.kind == Token::Kind::Value && otherwise.match(token.inner).hasMatch()) {
            token.kind = Token::Kind::Else;
            token.inner = token.inner.mid(4).trimmed();
        }
    }

    // Where the closing braces begin: quotes and names in brackets may hold braces, too.
    qsizetype endOfMark(qsizetype at) const
    {
        for (; at < m_text.size(); ++at) {
            const QChar c = m_text[at];
            if (c == u'}' && at + 1 < m_text.size() && (m_text[at + 1] == u'}' || m_text.mid(at, 4) == u"}~}}"_s))
                return at;
            if (c == u'[')
                at = m_text.indexOf(u']', at);
            else if (c == u'"' || c == u'\'')
                at = endOfQuoted(at);
            if (at < 0)
                return -1;
        }
        return -1;
    }

    qsizetype endOfQuoted(qsizetype at) const
    {
        const QChar quote = m_text[at];
        for (++at; at < m_text.size(); ++at)
            if (m_text[at] == quote && m_text[at - 1] != u'\\')
                return at;
        return -1;
    }

    Result<void> comment(Token token, qsizetype at)
    {
        const bool dashes = m_text.mid(at, 3) == u"!--"_s;
        static const QRegularExpression longEnd(u"--~?\\}\\}"_s);
        const QRegularExpressionMatch match = dashes ? longEnd.match(m_text, at + 3) : QRegularExpressionMatch();
        const qsizetype end = dashes ? match.capturedEnd() : m_text.indexOf(u"}}"_s, at) + 2;
        if ((dashes && !match.hasMatch()) || end < 2)
            return refusedAt(m_text, m_at, tr("A comment is not closed"));
        token.kind = Token::Kind::Comment;
        token.stripsAfter = m_text[end - 3] == u'~';
        token.length = end - m_at;
        m_tokens.push_back(token);
        m_at = end;
        return {};
    }

    static bool isBlank(QStringView text) { return text.trimmed().isEmpty(); }

    // Whether only white space stands between a line's begin and the mark; the text of others decides, as it was.
    bool beginsLine(size_t i) const
    {
        if (i == 0)
            return true;
        const Token &before = m_tokens[i - 1];
        if (before.kind != Token::Kind::Text)
            return false;
        const qsizetype lineBreak = before.text.lastIndexOf(u'\n');
        return isBlank(QStringView(before.text).mid(lineBreak + 1)) && (lineBreak >= 0 || i == 1);
    }

    bool endsLine(size_t i) const
    {
        if (i + 1 == m_tokens.size())
            return true;
        const Token &after = m_tokens[i + 1];
        if (after.kind != Token::Kind::Text)
            return false;
        const qsizetype lineBreak = after.text.indexOf(u'\n');
        return isBlank(QStringView(after.text).left(lineBreak < 0 ? after.text.size() : lineBreak))
            && (lineBreak >= 0 || i + 2 == m_tokens.size());
    }

    // Of a block that is open: how many parts {{else}} it has, and whether the first is {{else if}}.
    struct OpenBlock
    {
        int parts = 0;
        bool chained = false;
        size_t second = 0;
    };

    // Which mark decides whether the line of another begins with white space: for the end of a block with {{else if}},
    // Handlebars looks at the end of its second part.
    size_t deciding(size_t i, std::vector<OpenBlock> &open)
    {
        Token &token = m_tokens[i];
        if (token.kind == Token::Kind::Open)
            open.push_back({});
        if (open.empty())
            return i;
        OpenBlock &block = open.back();
        if (token.kind == Token::Kind::Else) {
            ++block.parts;
            if (block.parts == 1)
                block.chained = !token.inner.isEmpty();
            else if (block.parts == 2)
                block.second = i;
        } else if (token.kind == Token::Kind::Close) {
            token.chained = block.chained;
            const size_t second = block.chained ? block.second : 0;
            open.pop_back();
            return second > 0 ? second : i;
        }
        return i;
    }

    void findStandalone()
    {
        std::vector<OpenBlock> open;
        static const QRegularExpression lineBegin(u"[ \\t]+\\z"_s);
        for (size_t i = 0; i < m_tokens.size(); ++i) {
            Token &token = m_tokens[i];
            const size_t begin = deciding(i, open);
            const bool mayStand = token.kind != Token::Kind::Text && token.kind != Token::Kind::Value;
            token.standalone = mayStand && beginsLine(begin) && endsLine(i);
            // A mark that takes the white space off before leaves none to indent by; the mark of a part comes later.
            const bool taken = i > 1 && m_tokens[i - 2].stripsAfter && m_tokens[i - 2].kind != Token::Kind::Open
                            && m_tokens[i - 2].kind != Token::Kind::Else && isBlank(m_tokens[i - 1].text);
            if (token.standalone && token.kind == Token::Kind::Partial && i > 0 && !taken)
                token.indent = lineBegin.match(m_tokens[i - 1].text).captured();
        }
    }

    void controlWhiteSpace()
    {
        findStandalone();
        static const QRegularExpression lineBegin(u"[ \\t]+\\z"_s);
        static const QRegularExpression lineEnd(u"^[ \\t]*\\r?\\n?"_s);
        static const QRegularExpression leading(u"^\\s+"_s);
        static const QRegularExpression trailing(u"\\s+\\z"_s);
        for (size_t i = 0; i < m_tokens.size(); ++i) {
            Token &token = m_tokens[i];
            if (token.kind == Token::Kind::Text)
                continue;
            if (i > 0 && m_tokens[i - 1].kind == Token::Kind::Text) {
                QString &before = m_tokens[i - 1].text;
                if ((token.standalone && !token.chained) || token.stripsBefore)
                    before.remove(token.stripsBefore ? trailing : lineBegin);
            }
            if (i + 1 < m_tokens.size() && m_tokens[i + 1].kind == Token::Kind::Text
                && (token.standalone || token.stripsAfter))
                m_tokens[i + 1].text.remove(token.stripsAfter ? leading : lineEnd);
        }
    }

    QStringView m_text;
    qsizetype m_at = 0;
    std::vector<Token> m_tokens;
};

} // namespace

Result<std::vector<HandlebarsToken>> handlebarsTokens(QStringView text) { return MarkReader(text).read(); }

} // namespace howdah::prompt
