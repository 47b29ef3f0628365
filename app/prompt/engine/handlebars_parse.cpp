// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/engine/handlebars_node.h"

#include "base/propagate.h"
#include "prompt/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

using Expression = HandlebarsExpression;

// A stretch of text, or one mark in braces.
struct Token
{
    enum class Kind { Text, Comment, Value, Open, Inverse, Else, Close, Partial };
    Kind kind = Kind::Text;
    QString text;      // of Text; as it was, before white space was taken off
    QStringView inner; // what stands between the braces, for an expression
    bool inverted = false;
    bool stripsBefore = false;
    bool stripsAfter = false;
    bool standalone = false;
    QString indent;
    qsizetype offset = 0;
    qsizetype length = 0;
};

std::unexpected<Error> refused(QStringView text, qsizetype offset, const QString &message)
{
    return fail(ErrorKind::Invalid, tr("Line %1: %2").arg(text.left(offset).count(u'\n') + 1).arg(message));
}

// Takes a template apart into texts and marks, by the rules of Handlebars' lexer.
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
            return refused(m_text, m_at, tr("Raw blocks {{{{ are not supported"));
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
            return refused(m_text, m_at, tr("Decorators {{* are not supported"));
        const qsizetype end = endOfMark(at);
        if (end < 0)
            return refused(m_text, m_at, tr("A mark {{ is not closed"));
        qsizetype last = end;
        qsizetype after = end + 2;
        if (triple || sigil == u'{') {
            if (m_text.mid(end, 3) != u"}}}"_s && m_text.mid(end, 4) != u"}~}}"_s)
                return refused(m_text, m_at, tr("A mark {{{ is not closed by }}}"));
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
            return refused(m_text, m_at, tr("Partials with a block {{#> are not supported"));
        if (sigil == u'#' && next == u'*')
            return refused(m_text, m_at, tr("Decorators {{#* are not supported"));
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
            return refused(m_text, m_at, tr("A comment is not closed"));
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

    void controlWhiteSpace()
    {
        for (size_t i = 0; i < m_tokens.size(); ++i) {
            Token &token = m_tokens[i];
            const bool mayStand = token.kind != Token::Kind::Text && token.kind != Token::Kind::Value;
            token.standalone = mayStand && beginsLine(i) && endsLine(i);
        }
        static const QRegularExpression lineEnd(u"^[ \\t]*\\r?\\n?"_s);
        static const QRegularExpression lineBegin(u"[ \\t]+\\z"_s);
        static const QRegularExpression leading(u"^\\s+"_s);
        static const QRegularExpression trailing(u"\\s+\\z"_s);
        for (size_t i = 0; i < m_tokens.size(); ++i) {
            Token &token = m_tokens[i];
            if (token.kind == Token::Kind::Text)
                continue;
            if (i > 0 && m_tokens[i - 1].kind == Token::Kind::Text) {
                QString &before = m_tokens[i - 1].text;
                if (token.standalone && token.kind == Token::Kind::Partial)
                    token.indent = lineBegin.match(before).captured();
                if (token.standalone || token.stripsBefore)
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

// Reads what stands between the braces.
class ExpressionReader final
{
public:
    explicit ExpressionReader(QStringView text)
        : m_text(text)
    {
    }

    // name parameter* key=value* (as |names|)?
    Result<Expression> call(QStringList *names)
    {
        ASSIGN_OR_RETURN(Expression head, operand());
        RETURN_IF_ERROR(arguments(head, names));
        skipBlanks();
        if (m_at < m_text.size())
            return fail(ErrorKind::Invalid, tr("%1 is not understood").arg(m_text.mid(m_at)));
        return head;
    }

private:
    static constexpr int MaxDepth = 50;

    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    QChar next()
    {
        skipBlanks();
        return m_at < m_text.size() ? m_text[m_at] : QChar();
    }

    Result<void> arguments(Expression &head, QStringList *names)
    {
        static const QRegularExpression blockNames(u"\\Gas\\s+\\|([^|]*)\\|"_s);
        static const QRegularExpression key(u"\\G((?:\\[[^\\]]*\\])|[^\\s!\"#%-,./;->@\\[-^`{-~]+)\\s*="_s);
        while (next() != QChar() && next() != u')') {
            if (const auto match = blockNames.match(m_text, m_at); names && match.hasMatch()) {
                *names = match.captured(1).simplified().split(u' ', Qt::SkipEmptyParts);
                m_at = match.capturedEnd();
                break;
            }
            if (const auto match = key.match(m_text, m_at); match.hasMatch()) {
                m_at = match.capturedEnd();
                ASSIGN_OR_RETURN(Expression value, operand());
                head.named.emplace_back(match.captured(1), std::move(value));
                continue;
            }
            if (!head.named.empty())
                return fail(ErrorKind::Invalid, tr("%1 is not understood").arg(m_text.mid(m_at)));
            ASSIGN_OR_RETURN(Expression value, operand());
            head.parameters.push_back(std::move(value));
        }
        if (!head.parameters.empty() || !head.named.empty())
            head.kind = Expression::Kind::Call;
        return {};
    }

    Result<Expression> operand()
    {
        const QChar c = next();
        if (c == QChar())
            return fail(ErrorKind::Invalid, tr("A name is missing"));
        if (c == u'(')
            return nested();
        if (c == u'"' || c == u'\'')
            return quoted(c);
        static const QRegularExpression number(u"\\G-?[0-9]+(?:\\.[0-9]+)?(?=[=~}\\s/.)|\\]]|$)"_s);
        if (const auto match = number.match(m_text, m_at); match.hasMatch())
            return literal(TemplateValue::ofNumber(match.captured().toDouble()), match.captured());
        static const QRegularExpression word(u"\\G(?:true|false|null|undefined)(?=[=~}\\s)]|$)"_s);
        if (const auto match = word.match(m_text, m_at); match.hasMatch()) {
            const QString text = match.captured();
            if (text == "null"_L1)
                return literal({.kind = TemplateValue::Kind::Null}, text);
            return literal(text == "undefined"_L1 ? TemplateValue() : TemplateValue::ofBool(text == "true"_L1), text);
        }
        return path();
    }

    Expression literal(TemplateValue value, const QString &written)
    {
        m_at += written.size();
        return {.kind = Expression::Kind::Literal, .literal = std::move(value), .original = written};
    }

    Result<Expression> nested()
    {
        if (++m_depth > MaxDepth)
            return fail(ErrorKind::Invalid, tr("Calls are nested deeper than %1").arg(MaxDepth));
        ++m_at;
        ASSIGN_OR_RETURN(Expression inner, operand());
        RETURN_IF_ERROR(arguments(inner, nullptr));
        if (next() != u')')
            return fail(ErrorKind::Invalid, tr("A closing parenthesis is missing"));
        ++m_at;
        --m_depth;
        inner.kind = Expression::Kind::Call;
        return inner;
    }

    Result<Expression> quoted(QChar quote)
    {
        const qsizetype begin = ++m_at;
        while (m_at < m_text.size() && (m_text[m_at] != quote || m_text[m_at - 1] == u'\\'))
            ++m_at;
        if (m_at >= m_text.size())
            return fail(ErrorKind::Invalid, tr("A quotation mark is missing"));
        QString text = m_text.mid(begin, m_at - begin).toString();
        text.replace(u'\\' + QString(quote), QString(quote));
        ++m_at;
        return Expression{.kind = Expression::Kind::Literal, .literal = TemplateValue::ofText(text), .original = text};
    }

    // this.a, ../b/c, @index, a.[b c]
    Result<Expression> path()
    {
        static const QRegularExpression segment(
            u"\\G(?:\\[((?:\\\\\\]|[^\\]])*)\\]|(\\.\\.)|(\\.)(?=[=~}\\s/.)|\\]]|$)|([^\\s!\"#%-,./;->@\\[-^`{-~]+))"_s);
        Expression found;
        const qsizetype begin = m_at;
        if (m_text[m_at] == u'@') {
            found.data = true;
            ++m_at;
        }
        while (true) {
            const QRegularExpressionMatch match = segment.match(m_text, m_at);
            if (!match.hasMatch())
                return fail(ErrorKind::Invalid, tr("%1 is not understood").arg(m_text.mid(m_at)));
            m_at = match.capturedEnd();
            const QString name = match.captured(4);
            if (match.capturedStart(2) >= 0 || match.capturedStart(3) >= 0 || name == "this"_L1) {
                if (!found.path.isEmpty())
                    return fail(ErrorKind::Invalid, tr("%1 is not a name").arg(m_text.mid(begin, m_at - begin)));
                found.own = true;
                found.up += match.capturedStart(2) >= 0 ? 1 : 0;
            } else {
                found.path << (match.capturedStart(1) >= 0 ? match.captured(1) : name);
            }
            if (m_at >= m_text.size() || (m_text[m_at] != u'.' && m_text[m_at] != u'/'))
                break;
            ++m_at;
        }
        found.original = m_text.mid(begin, m_at - begin).toString();
        return found;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    int m_depth = 0;
};

// Puts the marks together to a tree.
class TreeBuilder final
{
public:
    TreeBuilder(QStringView text, std::vector<Token> tokens)
        : m_text(text)
        , m_tokens(std::move(tokens))
    {
    }

    Result<std::vector<HandlebarsNode>> build()
    {
        ASSIGN_OR_RETURN(std::vector<HandlebarsNode> nodes, program());
        if (m_at < m_tokens.size())
            return at(m_tokens[m_at], tr("%1 closes nothing").arg(written(m_tokens[m_at])));
        return nodes;
    }

private:
    static constexpr int MaxDepth = 200;

    QStringView written(const Token &token) const { return m_text.mid(token.offset, token.length); }

    std::unexpected<Error> at(const Token &token, const QString &message) const
    {
        return refused(m_text, token.offset, message);
    }

    Result<HandlebarsNode> node(const Token &token, HandlebarsNode::Kind kind)
    {
        HandlebarsNode made{
            .kind = kind,
            .text = token.indent,
            .inverted = token.inverted,
            .offset = token.offset,
            .length = token.length,
            .stripsBefore = token.stripsBefore,
            .stripsAfter = token.stripsAfter};
        made.line = int(m_text.left(token.offset).count(u'\n')) + 1;
        Result<Expression> call = ExpressionReader(token.inner).call(&made.names);
        if (!call)
            return at(token, tr("%1 in %2").arg(call.error().message, written(token).left(80)));
        made.call = std::move(*call);
        return made;
    }

    // Up to what ends a block, which stays.
    Result<std::vector<HandlebarsNode>> program()
    {
        std::vector<HandlebarsNode> nodes;
        if (++m_depth > MaxDepth)
            return fail(ErrorKind::Invalid, tr("Blocks are nested deeper than %1").arg(MaxDepth));
        for (; m_at < m_tokens.size(); ++m_at) {
            const Token token = m_tokens[m_at];
            if (token.kind == Token::Kind::Close || token.kind == Token::Kind::Else)
                break;
            if (token.kind == Token::Kind::Text && !token.text.isEmpty()) {
                nodes.push_back({.text = token.text, .offset = token.offset, .length = token.length});
            } else if (token.kind == Token::Kind::Value || token.kind == Token::Kind::Partial) {
                const bool value = token.kind == Token::Kind::Value;
                ASSIGN_OR_RETURN(
                    HandlebarsNode made,
                    node(token, value ? HandlebarsNode::Kind::Value : HandlebarsNode::Kind::Partial));
                nodes.push_back(std::move(made));
            } else if (token.kind == Token::Kind::Open) {
                ASSIGN_OR_RETURN(HandlebarsNode made, block(token));
                nodes.push_back(std::move(made));
            }
        }
        --m_depth;
        return nodes;
    }

    Result<HandlebarsNode> block(const Token &open)
    {
        ASSIGN_OR_RETURN(HandlebarsNode made, node(open, HandlebarsNode::Kind::Block));
        ++m_at;
        RETURN_IF_ERROR(branches(made, open));
        const Token &close = m_tokens[m_at];
        if (close.inner.toString() != made.call.original)
            return at(close, tr("%1 does not close %2").arg(written(close), written(open)));
        return made;
    }

    // Reads up to the mark that closes the block; {{else if x}} is a block in the other branch.
    Result<void> branches(HandlebarsNode &made, const Token &open)
    {
        ASSIGN_OR_RETURN(made.body, program());
        if (m_at < m_tokens.size() && m_tokens[m_at].kind == Token::Kind::Else) {
            const Token otherwise = m_tokens[m_at++];
            if (otherwise.inner.isEmpty()) {
                ASSIGN_OR_RETURN(made.otherwise, program());
            } else {
                ASSIGN_OR_RETURN(HandlebarsNode chained, node(otherwise, HandlebarsNode::Kind::Block));
                if (++m_depth > MaxDepth)
                    return fail(ErrorKind::Invalid, tr("Blocks are nested deeper than %1").arg(MaxDepth));
                RETURN_IF_ERROR(branches(chained, open));
                --m_depth;
                made.otherwise.push_back(std::move(chained));
            }
        }
        if (m_at >= m_tokens.size())
            return at(open, tr("%1 is not closed").arg(written(open)));
        if (m_tokens[m_at].kind != Token::Kind::Close)
            return at(m_tokens[m_at], tr("%1 has two parts {{else}}").arg(written(open)));
        return {};
    }

    QStringView m_text;
    std::vector<Token> m_tokens;
    size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

Result<HandlebarsTemplate> parseHandlebars(QStringView text)
{
    ASSIGN_OR_RETURN(std::vector<Token> tokens, MarkReader(text).read());
    ASSIGN_OR_RETURN(std::vector<HandlebarsNode> nodes, TreeBuilder(text, std::move(tokens)).build());
    return std::make_shared<const std::vector<HandlebarsNode>>(std::move(nodes));
}

std::vector<RoleMark> roleMarks(const HandlebarsTemplate &parsed)
{
    std::vector<RoleMark> marks;
    for (const HandlebarsNode &node : *parsed) {
        const Expression &call = node.call;
        if (node.kind != HandlebarsNode::Kind::Value || call.own || call.data)
            continue;
        const bool role = call.original == "role"_L1 && call.parameters.size() == 1
                       && call.parameters[0].kind == Expression::Kind::Literal;
        if (role || (call.original == "history"_L1 && call.parameters.empty()))
            marks.push_back(
                {role ? call.parameters[0].literal.toText() : QString(), node.offset, node.length, node.stripsBefore,
                 node.stripsAfter});
    }
    return marks;
}

} // namespace howdah::prompt
