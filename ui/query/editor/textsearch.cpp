// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/textsearch.h"

#include "common/turnclock.h"
#include "sql/characters.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qint64 StretchBytes = 64 << 10;
constexpr qint64 LongestLine = 1 << 20;
constexpr qint64 Ahead = 4 << 10;

// Bytes that a stretch of a text decoded from UTF-8 has.
qint64 bytesIn(QStringView text)
{
    qint64 bytes = 0;
    for (const QChar c : text)
        bytes += c.unicode() < 0x80 ? 1 : c.unicode() < 0x800 || c.isSurrogate() ? 2 : 3;
    return bytes;
}

} // namespace

SearchPattern patternOf(const TextQuery &query)
{
    QString text = query.isRegex ? query.text : QRegularExpression::escape(query.text);
    if (query.isWholeWord)
        text = u"(?<!\\w)(?:"_s + text + u")(?!\\w)"_s;
    QRegularExpression::PatternOptions options =
        QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption;
    if (!query.isCaseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    const QRegularExpression expression(text, options);
    return {expression, expression.isValid() ? QString() : expression.errorString()};
}

QString replacementOf(const QString &with, const QRegularExpressionMatch *match)
{
    if (!match)
        return with;
    QString text;
    for (qsizetype i = 0; i < with.size(); ++i) {
        const QChar c = with[i];
        const QChar next = i + 1 < with.size() ? with[i + 1] : QChar();
        const bool isGroup = (c == u'$' || c == u'\\') && next >= u'0' && next <= u'9';
        if (isGroup)
            text += match->captured(next.unicode() - u'0');
        else if (c == u'$' && next == u'$')
            text += u'$';
        else if (c == u'\\' && next == u'n')
            text += u'\n';
        else if (c == u'\\' && next == u't')
            text += u'\t';
        else if (c == u'\\' && next == u'\\')
            text += u'\\';
        else {
            text += c;
            continue;
        }
        ++i;
    }
    return text;
}

SearchStretches::SearchStretches(
    SearchedText text, QRegularExpression expression, query::TextExtent within, qint64 readableTo)
    : m_text(std::move(text))
    , m_expression(std::move(expression))
    , m_within(within)
    , m_readableTo(readableTo)
    , m_at(within.offset)
{
}

bool SearchStretches::next(const Hit &hit)
{
    const qint64 end = m_within.offset + m_within.size;
    // To the end of a line, unless that is far.
    qint64 stop = std::min(end, m_at + StretchBytes);
    while (stop < end && stop - m_at < LongestLine) {
        const QByteArrayView more = m_text.bytes(stop, std::min(StretchBytes, end - stop));
        const qsizetype newline = more.indexOf('\n');
        stop += newline < 0 ? more.size() : newline + 1;
        if (newline >= 0)
            break;
    }
    QByteArray bytes = m_text.bytes(m_at, std::min(m_readableTo, stop + Ahead) - m_at).toByteArray();
    const auto back = [&bytes](qsizetype at) {
        while (at > 0 && at < bytes.size() && (bytes[at] & 0xc0) == 0x80)
            --at;
        return at;
    };
    if (stop < end)
        stop = m_at + std::max<qsizetype>(1, back(qsizetype(stop - m_at)));
    // What is no UTF-8 is read byte by byte, so that places are right.
    const sql::Utf8Check check = sql::checkUtf8(bytes);
    const bool isUtf8 = check.problem == sql::TextProblem::None;
    if (isUtf8)
        bytes.truncate(check.valid);
    const QString text = isUtf8 ? QString::fromUtf8(bytes) : QString::fromLatin1(bytes);
    const bool isByteWise = !isUtf8 || text.size() == bytes.size();
    qint64 byte = m_at;
    qint64 done = stop;
    qsizetype unit = 0;
    auto matches = m_expression.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const qsizetype begin = match.capturedStart();
        byte += isByteWise ? begin - unit : bytesIn(QStringView(text).sliced(unit, begin - unit));
        unit = begin;
        if (byte > stop || (byte == stop && stop < end))
            break;
        const qint64 size = isByteWise ? match.capturedLength() : bytesIn(match.capturedView());
        done = std::max(done, byte + size);
        hit({byte, size}, match);
    }
    m_at = done; // what goes on into the next stretch is one hit
    return m_at < end;
}

void TextSearch::stop()
{
    m_asked.drop();
    m_isRunning = false;
    m_behind = {};
    m_before = {};
    m_count = 0;
    m_problem.clear();
}

void TextSearch::add(Hits &hits, query::TextExtent place)
{
    ++m_count;
    if (m_behind.offsets.size() + m_before.offsets.size() >= Most)
        return;
    hits.offsets.push_back(quint32(place.offset));
    hits.sizes.push_back(quint32(place.size));
}

void TextSearch::start(const SearchedText &text, const TextQuery &query, qint64 from)
{
    stop();
    const SearchPattern pattern = patternOf(query);
    m_problem = pattern.problem;
    const query::TextExtent all = query.within.value_or(query::TextExtent{0, text.size});
    // From the beginning of a line.
    const qint64 begin = std::clamp(from, all.offset, all.offset + all.size);
    const QByteArrayView before =
        text.bytes(std::max(all.offset, begin - StretchBytes), std::min(begin - all.offset, StretchBytes));
    const qsizetype newline = before.lastIndexOf('\n');
    m_from = newline < 0 ? (before.size() < StretchBytes ? all.offset : begin) : begin - before.size() + newline + 1;
    if (m_from >= all.offset + all.size)
        m_from = all.offset; // nothing lies behind it
    if (query.text.isEmpty() || !m_problem.isEmpty()) {
        Q_EMIT finished();
        return;
    }
    m_isRunning = true;
    m_asked.next();
    struct Search
    {
        SearchStretches behind;
        SearchStretches before;
        bool isBehind = true;
    };
    const auto search = std::make_shared<Search>(
        SearchStretches(text, pattern.expression, {m_from, all.offset + all.size - m_from}, all.offset + all.size),
        SearchStretches(text, pattern.expression, {all.offset, m_from - all.offset}, all.offset + all.size), true);
    inTurns(
        this,
        [this, search, question = m_asked.question()] {
            if (!question.isWanted())
                return false;
            Hits &hits = search->isBehind ? m_behind : m_before;
            const bool more = (search->isBehind ? search->behind : search->before)
                                  .next([&](query::TextExtent place, const QRegularExpressionMatch &) {
                                      // What ends the first half begins the other.
                                      if (search->isBehind || place.offset < m_from)
                                          add(hits, place);
                                  });
            if (!more && search->isBehind) {
                search->isBehind = false;
                return true;
            }
            return more;
        },
        [this, question = m_asked.question()] {
            if (!question.isWanted())
                return;
            m_isRunning = false;
            Q_EMIT finished();
        });
    if (m_isRunning)
        Q_EMIT progressed();
}

std::optional<query::TextExtent> TextSearch::next(qint64 from) const
{
    for (const Hits *hits : {&m_before, &m_behind}) {
        if (m_isRunning && hits == &m_before)
            continue; // what lies between is not known yet
        const auto found = std::ranges::lower_bound(hits->offsets, from);
        if (found != hits->offsets.end())
            return hits->at(std::size_t(found - hits->offsets.begin()));
    }
    if (m_isRunning)
        return {};
    for (const Hits *hits : {&m_before, &m_behind}) {
        if (!hits->offsets.empty())
            return hits->at(0);
    }
    return {};
}

std::optional<query::TextExtent> TextSearch::previous(qint64 before) const
{
    if (m_isRunning)
        return {};
    for (const Hits *hits : {&m_behind, &m_before}) {
        const auto found = std::ranges::lower_bound(hits->offsets, before);
        if (found != hits->offsets.begin())
            return hits->at(std::size_t(found - hits->offsets.begin()) - 1);
    }
    for (const Hits *hits : {&m_behind, &m_before}) {
        if (!hits->offsets.empty())
            return hits->at(hits->offsets.size() - 1);
    }
    return {};
}

qint64 TextSearch::numberOf(query::TextExtent place) const
{
    if (m_isRunning)
        return 0;
    qint64 before = 0;
    for (const Hits *hits : {&m_before, &m_behind}) {
        const auto found = std::ranges::lower_bound(hits->offsets, place.offset);
        const auto index = std::size_t(found - hits->offsets.begin());
        if (found != hits->offsets.end() && hits->at(index) == place)
            return before + qint64(index) + 1;
        before += qint64(hits->offsets.size());
    }
    return 0;
}

std::vector<query::TextExtent> TextSearch::hitsIn(query::TextExtent place) const
{
    std::vector<query::TextExtent> found;
    for (const Hits *hits : {&m_before, &m_behind}) {
        auto at = std::size_t(std::ranges::lower_bound(hits->offsets, place.offset) - hits->offsets.begin());
        at -= std::min<std::size_t>(at, 1); // one that began before
        for (; at < hits->offsets.size() && hits->offsets[at] < place.offset + place.size; ++at)
            found.push_back(hits->at(at));
    }
    return found;
}

} // namespace howdah::ui
