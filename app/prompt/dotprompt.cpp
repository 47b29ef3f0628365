// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dotprompt.h"

#include "base/propagate.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

using PieceKind = TemplatePiece::Kind;

// Puts what a template gave together to messages, as Dotprompt does: space between two marks is nothing.
class MessageBuilder final
{
public:
    explicit MessageBuilder(const std::vector<Message> &history)
        : m_history(history)
    {
    }

    std::vector<Message> build(const std::vector<TemplatePiece> &pieces)
    {
        std::vector<TemplatePiece> run;
        const auto flush = [&] {
            const bool blank = std::all_of(run.begin(), run.end(), [](const TemplatePiece &piece) {
                return piece.kind == PieceKind::Text && piece.text.trimmed().isEmpty();
            });
            if (!blank)
                m_content.insert(m_content.end(), run.begin(), run.end());
            run.clear();
        };
        for (const TemplatePiece &piece : pieces) {
            if (piece.kind != PieceKind::Role && piece.kind != PieceKind::History) {
                run.push_back(piece);
                continue;
            }
            flush();
            finish();
            m_role = piece.text;
            if (piece.kind == PieceKind::History) {
                for (Message message : m_history) {
                    message.isHistory = true;
                    m_messages.push_back(std::move(message));
                }
                m_role = u"model"_s;
            }
        }
        flush();
        finish();
        insertHistory();
        return std::move(m_messages);
    }

private:
    void finish()
    {
        if (m_content.empty())
            return;
        Message message{.role = m_role, .text = {}};
        for (const TemplatePiece &piece : m_content) {
            switch (piece.kind) {
            case PieceKind::Text:
                if (piece.text.trimmed().isEmpty() && m_content.size() > 1)
                    continue;
                message.text += piece.text;
                message.parts.push_back({MessagePart::Kind::Text, piece.text});
                break;
            case PieceKind::Media:
                message.text += u'[' + piece.text + u']';
                message.parts.push_back({MessagePart::Kind::Media, piece.text, piece.contentType});
                break;
            case PieceKind::Section:
                message.parts.push_back({MessagePart::Kind::Section, piece.text});
                break;
            case PieceKind::Role:
            case PieceKind::History:
                break;
            }
        }
        if (message.parts.size() == 1 && message.parts[0].kind == MessagePart::Kind::Text)
            message.parts.clear();
        m_messages.push_back(std::move(message));
        m_content.clear();
    }

    void insertHistory()
    {
        const bool there =
            std::any_of(m_messages.begin(), m_messages.end(), [](const Message &message) { return message.isHistory; });
        if (there)
            return;
        const bool before = !m_messages.empty() && m_messages.back().role == "user"_L1;
        m_messages.insert(m_messages.end() - (before ? 1 : 0), m_history.begin(), m_history.end());
    }

    const std::vector<Message> &m_history;
    std::vector<Message> m_messages;
    QString m_role = u"user"_s;
    std::vector<TemplatePiece> m_content;
};

} // namespace

Result<DotpromptRendering>
renderDotprompt(const QString &body, const HandlebarsData &data, const std::vector<Message> &history)
{
    ASSIGN_OR_RETURN(const HandlebarsTemplate parsed, parseHandlebars(body));
    ASSIGN_OR_RETURN(const HandlebarsRendering rendered, renderHandlebars(parsed, data));
    return DotpromptRendering{MessageBuilder(history).build(rendered.pieces), rendered.missing};
}

Result<DotpromptRendering>
renderDotprompt(const Prompt &prompt, const HandlebarsData &data, const std::vector<Message> &history)
{
    std::vector<TemplatePiece> pieces;
    QStringList missing;
    for (const auto &[role, text] : {std::pair(u"system"_s, &prompt.systemPrompt), {u"user"_s, &prompt.userPrompt}}) {
        pieces.push_back({PieceKind::Role, role, {}});
        ASSIGN_OR_RETURN(const HandlebarsTemplate parsed, parseHandlebars(*text));
        ASSIGN_OR_RETURN(HandlebarsRendering rendered, renderHandlebars(parsed, data));
        pieces.insert(pieces.end(), rendered.pieces.begin(), rendered.pieces.end());
        for (const QString &name : rendered.missing)
            if (!missing.contains(name))
                missing << name;
    }
    return DotpromptRendering{MessageBuilder(history).build(pieces), missing};
}

std::vector<RoleMark> roleMarksOf(const QString &text)
{
    if (const Result<HandlebarsTemplate> parsed = parseHandlebars(text))
        return roleMarks(*parsed);
    static const QRegularExpression pattern(u"\\{\\{\\s*role\\s+(?:\"([^\"]*)\"|'([^']*)')\\s*\\}\\}"_s);
    std::vector<RoleMark> marks;
    for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        marks.push_back({match.captured(1) + match.captured(2), match.capturedStart(), match.capturedLength()});
    }
    return marks;
}

// The text after a mark, to the next one or to the end, and where it begins.
static std::pair<QString, qsizetype>
textAfter(const QString &body, const RoleMark &mark, const RoleMark *next, qsizetype end, bool lines)
{
    qsizetype begin = mark.offset + mark.length;
    const bool own = begin < end && body[begin] == u'\n';
    if (own)
        ++begin;
    if ((own || lines) && end > begin && body[end - 1] == u'\n')
        --end;
    if (mark.stripsAfter)
        while (begin < end && body[begin].isSpace())
            ++begin;
    if (next && next->stripsBefore)
        while (end > begin && body[end - 1].isSpace())
            --end;
    return {body.mid(begin, end - begin), begin};
}

DotpromptBody dotpromptBody(const QString &body, const std::vector<RoleMark> &marks, bool lines)
{
    DotpromptBody read;
    const bool begins = !marks.empty() && QStringView(body).left(marks[0].offset).trimmed().isEmpty();
    if (!begins || (marks[0].role != "system"_L1 && marks[0].role != "user"_L1)) {
        if (!body.isEmpty())
            read.user = body;
        read.more = !marks.empty();
        return read;
    }
    size_t user = 0;
    if (marks[0].role == "system"_L1) {
        const RoleMark *next = marks.size() > 1 ? &marks[1] : nullptr;
        std::tie(read.system, read.systemOffset) =
            textAfter(body, marks[0], next, next ? next->offset : body.size(), lines);
        if (!next)
            return read;
        user = 1;
        // Nothing comes from the user first: the marks of the others stay.
        if (next->role != "user"_L1) {
            read.user = body.mid(next->offset);
            read.userOffset = next->offset;
            read.more = true;
            return read;
        }
    }
    std::tie(read.user, read.userOffset) = textAfter(body, marks[user], nullptr, body.size(), lines);
    read.more = marks.size() > user + 1;
    return read;
}

QString multiTurnText(const std::vector<Message> &messages)
{
    QString text;
    for (size_t i = 0; i < messages.size(); ++i) {
        if (i > 0 || messages[i].role != "user"_L1)
            text += u"{{role \""_s + messages[i].role + u"\"}}"_s;
        text += messages[i].text;
    }
    return text;
}

std::vector<Message> turnsOf(const QString &userText)
{
    std::vector<Message> messages;
    const std::vector<RoleMark> marks = roleMarksOf(userText);
    const qsizetype first = marks.empty() ? userText.size() : marks[0].offset;
    if (first > 0)
        messages.push_back({u"user"_s, userText.left(first)});
    for (size_t i = 0; i < marks.size(); ++i) {
        const qsizetype begin = marks[i].offset + marks[i].length;
        const qsizetype end = i + 1 < marks.size() ? marks[i + 1].offset : userText.size();
        messages.push_back({marks[i].role, userText.mid(begin, end - begin)});
    }
    return messages;
}

} // namespace howdah::prompt
