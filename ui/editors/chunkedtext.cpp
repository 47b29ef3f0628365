// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/chunkedtext.h"

#include <QString>

namespace howdah::ui {

ChunkedText::ChunkedText(const QByteArray &text, qsizetype from)
    : m_source(text)
    , m_size(text.size() - from)
{
    for (qsizetype at = from; at < text.size(); at += chunkSize)
        m_chunks.push_back(QByteArray::fromRawData(m_source.constData() + at, qMin(chunkSize, text.size() - at)));
}

std::pair<size_t, qsizetype> ChunkedText::find(qint64 at) const
{
    for (size_t chunk = 0; chunk < m_chunks.size(); ++chunk) {
        if (at <= m_chunks[chunk].size())
            return {chunk, qsizetype(at)};
        at -= m_chunks[chunk].size();
    }
    return {m_chunks.size(), 0};
}

void ChunkedText::insert(qint64 at, QByteArrayView text)
{
    if (text.isEmpty())
        return;
    m_size += text.size();
    const auto [chunk, place] = find(at);
    if (chunk == m_chunks.size()) {
        m_chunks.push_back(text.toByteArray());
        return;
    }
    QByteArray &here = m_chunks[chunk];
    if (here.size() + text.size() <= 2 * chunkSize) {
        here.insert(place, text);
        return;
    }
    std::vector<QByteArray> pieces;
    const QByteArray whole = here.first(place) + text.toByteArray() + here.sliced(place);
    for (qsizetype from = 0; from < whole.size(); from += chunkSize)
        pieces.push_back(whole.mid(from, chunkSize));
    m_chunks.erase(m_chunks.begin() + qsizetype(chunk));
    m_chunks.insert(m_chunks.begin() + qsizetype(chunk), pieces.begin(), pieces.end());
}

void ChunkedText::remove(qint64 at, qint64 length)
{
    m_size -= length;
    auto [chunk, place] = find(at);
    while (length > 0 && chunk < m_chunks.size()) {
        QByteArray &here = m_chunks[chunk];
        const qsizetype gone = qMin<qint64>(length, here.size() - place);
        if (gone == here.size())
            here.clear();
        else
            here.remove(place, gone);
        length -= gone;
        place = 0;
        ++chunk;
    }
    std::erase_if(m_chunks, [](const QByteArray &piece) { return piece.isEmpty(); });
}

QByteArray ChunkedText::joined() const { return mid(0, m_size); }

// Never a view of the source: it may outlive this.
QByteArray ChunkedText::mid(qint64 at, qint64 length) const
{
    QByteArray out("");
    out.reserve(qMin(length, m_size - at));
    auto [chunk, place] = find(at);
    for (; length > 0 && chunk < m_chunks.size(); ++chunk, place = 0) {
        const qsizetype taken = qMin<qint64>(length, m_chunks[chunk].size() - place);
        out.append(m_chunks[chunk].constData() + place, taken);
        length -= taken;
    }
    return out;
}

// ---- soft breaks

// One of the characters that Unicode leaves to private use, and that the text does not have.
static QByteArray unusedCharacter(const QByteArray &text)
{
    for (char16_t c = 0xf8e0; c >= 0xe000; --c) {
        const QByteArray utf8 = QString(QChar(c)).toUtf8();
        if (!text.contains(utf8))
            return utf8;
    }
    return {};
}

static bool hasLongLine(const QByteArray &text, qsizetype longest)
{
    for (qsizetype from = 0; text.size() - from > longest;) {
        const qsizetype end = text.indexOf('\n', from);
        if ((end < 0 ? text.size() : end) - from > longest)
            return true;
        from = end + 1;
    }
    return false;
}

namespace {

// Walks by pointers and copies whole lines: this passes over texts of many megabytes.
class Breaker final
{
public:
    Breaker(const QByteArray &text, bool isJson, qsizetype longest)
        : m_begin(text.constData())
        , m_end(m_begin + text.size())
        , m_isJson(isJson)
        , m_longest(longest)
        , m_comfortable(qMin<qsizetype>(longest, 120))
    {
    }

    QByteArray broken(const QByteArray &softBreak, qsizetype reserve)
    {
        QByteArray out;
        out.reserve(reserve);
        const char *copied = m_begin;
        const char *line = m_begin;
        for (const char *at = m_begin; at < m_end; ++at) {
            const char c = *at;
            if (c == '\n') {
                line = at + 1;
            } else if (at - line >= m_comfortable && mayBreak(at, at - line)) {
                out.append(copied, at - copied);
                out += softBreak;
                copied = line = at;
            }
            if (c == '"')
                m_inString = !m_inString;
            else if (c == '\\' && m_inString && at + 1 < m_end)
                ++at;
        }
        return out.append(copied, m_end - copied);
    }

private:
    [[nodiscard]] bool mayBreak(const char *at, qsizetype length) const
    {
        if (m_isJson && !m_inString)
            return at[-1] == ',' && *at != '\r';
        if (length < m_longest || *at == '\r' || (quint8(*at) & 0xc0) == 0x80)
            return false;
        // Not within an escape.
        return !m_isJson || QByteArrayView(at - 6, 6).indexOf('\\') < 0;
    }

    const char *m_begin;
    const char *m_end;
    bool m_isJson;
    bool m_inString = false;
    qsizetype m_longest;
    qsizetype m_comfortable; // from there on a comma of JSON ends the line
};

} // namespace

BrokenText brokenText(const QByteArray &text, bool isJson, qsizetype longest)
{
    if (!hasLongLine(text, longest))
        return {text, {}};
    const QByteArray mark = unusedCharacter(text);
    if (mark.isEmpty())
        return {text, {}};
    const QByteArray softBreak = mark + '\n';
    return {Breaker(text, isJson, longest).broken(softBreak, text.size() + text.size() / 24), softBreak};
}

QByteArray withoutSoftBreaks(QByteArray view, const QByteArray &softBreak)
{
    if (softBreak.isEmpty())
        return view;
    view.replace(softBreak, QByteArray());
    // A break that was half taken away.
    view.replace(softBreak.chopped(1), QByteArray());
    return view;
}

} // namespace howdah::ui
