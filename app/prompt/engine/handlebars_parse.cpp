// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/engine/handlebars_node.h"

#include "base/propagate.h"
#include "prompt/engine/handlebars_token.h"
#include "prompt/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

using Expression = HandlebarsExpression;
using Token = HandlebarsToken;

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
        nameOf(head);
        RETURN_IF_ERROR(arguments(head, names));
        skipBlanks();
        if (m_at < m_text.size())
            return fail(ErrorKind::Invalid, tr("%1 is not understood").arg(m_text.mid(m_at)));
        return head;
    }

private:
    static constexpr int MaxDepth = 50;

    // Where a name is expected, "x y" and 1 are names, too.
    static void nameOf(Expression &head)
    {
        if (head.kind != Expression::Kind::Literal)
            return;
        head.kind = Expression::Kind::Path;
        head.path = {head.original};
    }

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
                head.keys << match.captured(1);
                head.values.push_back(std::move(value));
                continue;
            }
            if (!head.keys.isEmpty())
                return fail(ErrorKind::Invalid, tr("%1 is not understood").arg(m_text.mid(m_at)));
            ASSIGN_OR_RETURN(Expression value, operand());
            head.parameters.push_back(std::move(value));
        }
        if (!head.parameters.empty() || !head.keys.isEmpty())
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
        static const QRegularExpression word(u"\\G(?:true|false|null|undefined)(?=[=~}\\s/.)|\\]]|$)"_s);
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
        nameOf(inner);
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

    static bool isLiteral(const QString &name)
    {
        static const QRegularExpression literal(
            QRegularExpression::anchoredPattern(u"-?[0-9]+|true|false|null|undefined"_s));
        return literal.match(name).hasMatch();
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
            const QString name = match.captured(4);
            if (isLiteral(name))
                return fail(ErrorKind::Invalid, tr("%1 is not a name: in a path it is written .[%1]").arg(name));
            m_at = match.capturedEnd();
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
        return refusedAt(m_text, token.offset, message);
    }

    // Tokens are asked for in their order: counting from the beginning for each would take the square of the text.
    int lineOf(const Token &token)
    {
        m_line += int(m_text.mid(m_counted, token.offset - m_counted).count(u'\n'));
        m_counted = token.offset;
        return m_line;
    }

    Result<HandlebarsNode> node(const Token &token, HandlebarsNode::Kind kind)
    {
        HandlebarsNode made{
            .kind = kind,
            .text = token.indent,
            .offset = token.offset,
            .length = token.length,
            .stripsBefore = token.stripsBefore,
            .stripsAfter = token.stripsAfter};
        made.line = lineOf(token);
        Result<Expression> call = ExpressionReader(token.inner).call(&made.names);
        if (!call)
            return at(
                token,
                tr("%1 in %2").arg(call.error().message.simplified(), written(token).left(80).toString().simplified()));
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
        // Handlebars takes white space off two parts there.
        if (close.chained && close.stripsBefore)
            return at(close, tr("%1 after {{else if}} is not supported: leave ~ out").arg(written(close)));
        // {{^name}} is {{#name}} with its parts exchanged.
        if (open.inverted)
            std::swap(made.body, made.otherwise);
        return made;
    }

    // Reads up to the mark that closes the block; {{else if x}} is a block in the other branch.
    Result<void> branches(HandlebarsNode &made, const Token &open)
    {
        ASSIGN_OR_RETURN(made.body, program());
        if (m_at < m_tokens.size() && m_tokens[m_at].kind == Token::Kind::Else) {
            // Handlebars takes white space off the wrong part there.
            if (open.inverted)
                return at(open, tr("%1 with {{else}} is not supported: exchange the parts").arg(written(open)));
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
    int m_line = 1; // of m_counted
    qsizetype m_counted = 0;
};

} // namespace

Result<HandlebarsTemplate> parseHandlebars(QStringView text)
{
    ASSIGN_OR_RETURN(std::vector<Token> tokens, handlebarsTokens(text));
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
