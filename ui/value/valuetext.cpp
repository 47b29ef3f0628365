// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "value/valuetext.h"

#include "common/captions.h"
#include "data/page/value.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QChar readable(QChar c)
{
    if (c == u'\n' || c == u'\t')
        return c;
    if (c.unicode() < 0x20)
        return QChar(0x2400 + c.unicode()); // the control pictures block
    if (c.unicode() == 0x7f)
        return u'␡';
    // A paragraph separator would start a line that the value does not have.
    if (c.unicode() == 0x2028 || c.unicode() == 0x2029)
        return u'⏎';
    // Overrides could show a value as something that it is not.
    if ((c.unicode() >= 0x202a && c.unicode() <= 0x202e) || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069))
        return u'\ufffd';
    return c;
}

ShownText shownText(const QByteArray &value, qsizetype most)
{
    // A character takes up to three bytes for each of its UTF-16 units.
    qsizetype bytes = qMin(value.size(), most * 3);
    while (bytes < value.size() && bytes > 0 && (uchar(value[bytes]) & 0xc0) == 0x80)
        --bytes;
    ShownText shown{QString::fromUtf8(value.constData(), bytes), bytes < value.size()};
    if (shown.text.size() > most) {
        shown.text.truncate(most);
        shown.cut = true;
    }
    if (shown.cut && !shown.text.isEmpty() && shown.text.back().isHighSurrogate())
        shown.text.chop(1);
    // Line ends of another system are line ends; a lone carriage return is shown.
    shown.text.replace("\r\n"_L1, "\n"_L1);
    for (QChar &c : shown.text)
        c = readable(c);
    return shown;
}

QString singleLine(const QString &value, qsizetype most)
{
    const bool cut = value.size() > most;
    QString line;
    line.reserve(qMin(value.size(), most) + 1);
    for (const QChar c : QStringView(value).left(most))
        line += visibleCharacter(c);
    if (cut && line.back().isHighSurrogate())
        line.chop(1);
    return cut ? line + u'…' : line;
}

Beginning beginningOf(QByteArrayView value, qsizetype most)
{
    // So many bytes hold no more characters; beyond them they are counted by their first bytes.
    qsizetype end = qMin(value.size(), most);
    qsizetype characters = 0;
    for (qsizetype i = 0; i < end; ++i)
        characters += (uchar(value[i]) & 0xc0) != 0x80 ? 1 : 0;
    while (end < value.size()) {
        const bool first = (uchar(value[end]) & 0xc0) != 0x80;
        if (first && characters == most)
            break;
        characters += first ? 1 : 0;
        ++end;
    }
    return {data::decoded(value.first(end)), end < value.size()};
}

namespace {

class JsonLayout final
{
public:
    explicit JsonLayout(QStringView json, qsizetype most)
        : m_json(json)
        , m_most(most)
    {
    }

    QString run()
    {
        for (m_at = 0; m_at < m_json.size() && m_out.size() < m_most; ++m_at)
            put(m_json[m_at]);
        m_out.truncate(m_most);
        return std::move(m_out);
    }

private:
    void put(QChar c)
    {
        if (m_inString) {
            m_out += c;
            m_inString = m_escaped || c != u'"';
            m_escaped = !m_escaped && c == u'\\';
        } else if (c == u'"') {
            m_inString = true;
            m_out += c;
        } else if (c == u'{' || c == u'[') {
            open(c);
        } else if (c == u'}' || c == u']') {
            m_depth = qMax(0, m_depth - 1);
            newLine();
            m_out += c;
        } else if (c == u',') {
            m_out += c;
            newLine();
        } else if (c == u':') {
            m_out += u": "_s;
        } else if (!c.isSpace()) {
            m_out += c;
        }
    }

    // An empty object or array stays on its line.
    void open(QChar c)
    {
        m_out += c;
        qsizetype next = m_at + 1;
        while (next < m_json.size() && m_json[next].isSpace())
            ++next;
        if (next < m_json.size() && m_json[next] == (c == u'{' ? u'}' : u']')) {
            m_out += m_json[next];
            m_at = next;
            return;
        }
        ++m_depth;
        newLine();
    }

    // Nesting is the sender's to choose; the indentation stops at some depth, or it would take over.
    void newLine() { m_out += u'\n' + QString(qsizetype(2) * qMin(m_depth, 32), u' '); }

    QStringView m_json;
    qsizetype m_most;
    QString m_out;
    qsizetype m_at = 0;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
};

} // namespace

QString layOutJson(QStringView json, qsizetype most) { return JsonLayout(json, most).run(); }

static bool continuesCharacter(QChar c) { return c.isLowSurrogate() || c.isMark() || c == QChar(0x200d); }

std::vector<TextPiece> piecesOf(QStringView text, qsizetype most)
{
    std::vector<TextPiece> pieces;
    qsizetype from = 0;
    while (text.size() - from > most) {
        const QStringView window = text.mid(from, most);
        qsizetype length = window.lastIndexOf(u'\n') + 1;
        if (length == 0)
            length = window.lastIndexOf(u' ') + 1;
        if (length == 0) {
            length = most;
            while (length > 1 && continuesCharacter(text[from + length]))
                --length;
        }
        pieces.push_back({from, length});
        from += length;
    }
    if (from < text.size())
        pieces.push_back({from, text.size() - from});
    return pieces;
}

QString tipText(const QString &text)
{
    return text.isEmpty() ? QString() : u"<p style='white-space: pre-wrap'>"_s + text.toHtmlEscaped() + u"</p>"_s;
}

} // namespace howdah::ui
