// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/sortkeys.h"

#include <algorithm>
#include <charconv>

namespace howdah::query {

using data::TypeCategory;

namespace {

// Values of a type in their order, and behind them what is none.
enum Class : char { Lowest = 1, Negative, Zero, Positive, Highest, NotANumber, Unread };

bool isDigit(char c) { return c >= '0' && c <= '9'; }

template <typename Integer>
void appendInteger(QByteArray &to, Integer value)
{
    using Unsigned = std::make_unsigned_t<Integer>;
    const auto shifted = Unsigned(Unsigned(value) ^ (Unsigned(1) << (sizeof(Integer) * 8 - 1)));
    for (int byte = int(sizeof(Integer)) - 1; byte >= 0; --byte)
        to += char(shifted >> (byte * 8) & 0xff);
}

QByteArray unread(QByteArrayView value)
{
    QByteArray key(1, Unread);
    key.append(value.first(std::min(value.size(), mostSortedBytes)));
    return key;
}

bool isWord(QByteArrayView value, QByteArrayView word) { return value.compare(word, Qt::CaseInsensitive) == 0; }

// ---- numbers

// Exact, of any length: where the first digit stands, and the digits.
std::optional<QByteArray> numberKey(QByteArrayView value)
{
    if (isWord(value, "NaN"))
        return QByteArray(1, NotANumber);
    if (isWord(value, "Infinity"))
        return QByteArray(1, Highest);
    if (isWord(value, "-Infinity"))
        return QByteArray(1, Lowest);
    const bool isNegative = value.startsWith('-');
    if (isNegative || value.startsWith('+'))
        value = value.sliced(1);
    QByteArray digits;
    qint32 point = 0; // digits before it
    bool isBehind = false;
    qsizetype at = 0;
    for (; at < value.size() && (isDigit(value[at]) || (value[at] == '.' && !isBehind)); ++at) {
        if (value[at] == '.') {
            isBehind = true;
        } else if (value[at] != '0' || !digits.isEmpty()) {
            digits += value[at];
            point += isBehind ? 0 : 1;
        } else if (isBehind) {
            --point; // 0.00123
        }
    }
    if (at == 0 || (at == 1 && isBehind))
        return {};
    if (at < value.size()) {
        if (value[at] != 'e' && value[at] != 'E')
            return {};
        qint32 exponent = 0;
        const char *from = value.data() + at + 1;
        from += at + 1 < value.size() && *from == '+' ? 1 : 0;
        const auto [end, error] = std::from_chars(from, value.data() + value.size(), exponent);
        if (error != std::errc() || end != value.data() + value.size())
            return {};
        point += exponent;
    }
    while (digits.endsWith('0'))
        digits.chop(1);
    if (digits.isEmpty())
        return QByteArray(1, Zero);
    QByteArray key;
    appendInteger(key, point);
    key += digits;
    key += '\0'; // 12 stands before 123
    if (!isNegative)
        return char(Positive) + key;
    for (char &byte : key)
        byte = char(~byte);
    return char(Negative) + key;
}

// As lc_monetary may write it: what is no digit is left out, as long as the point is one.
QByteArray moneyDigits(QByteArrayView value)
{
    QByteArray number;
    for (const char c : value) {
        if (isDigit(c) || c == '.' || c == '-')
            number += c;
        else if (c == '(')
            number += '-';
    }
    return number;
}

// ---- times

// Reads from left to right.
class Reader final
{
public:
    explicit Reader(QByteArrayView text)
        : m_text(text)
    {
    }
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[m_at]; }
    bool take(char c)
    {
        if (peek() != c || atEnd())
            return false;
        ++m_at;
        return true;
    }
    bool take(QByteArrayView word)
    {
        if (!m_text.sliced(m_at).startsWith(word))
            return false;
        m_at += word.size();
        return true;
    }
    // At least one digit.
    std::optional<qint64> number()
    {
        qint64 value = 0;
        const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), value);
        if (error != std::errc() || !isDigit(peek()))
            return {};
        m_at = end - m_text.data();
        return value;
    }
    QByteArrayView word()
    {
        const qsizetype from = m_at;
        while (peek() >= 'a' && peek() <= 'z')
            ++m_at;
        return m_text.sliced(from, m_at - from);
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

// Days since 1970-01-01 of the calendar that PostgreSQL counts in; year 0 is 1 BC.
qint64 daysOf(qint64 year, qint64 month, qint64 day)
{
    year -= month <= 2 ? 1 : 0;
    const qint64 era = (year >= 0 ? year : year - 399) / 400;
    const qint64 ofEra = year - era * 400;
    const qint64 ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719'468;
}

struct Moment
{
    qint64 seconds = 0;
    qint32 micros = 0;
};

// 04:05:06.789
bool readClock(Reader &reader, Moment &to)
{
    const auto hours = reader.number();
    if (!hours || !reader.take(':'))
        return false;
    const auto minutes = reader.number();
    if (!minutes)
        return false;
    to.seconds += *hours * 3600 + *minutes * 60;
    if (!reader.take(':'))
        return true;
    const auto seconds = reader.number();
    if (!seconds)
        return false;
    to.seconds += *seconds;
    if (!reader.take('.'))
        return true;
    for (qint32 unit = 100'000; isDigit(reader.peek()); unit /= 10) {
        to.micros += (reader.peek() - '0') * unit;
        reader.take(reader.peek());
    }
    return true;
}

// +02, -03:30, +00:19:32
bool readZone(Reader &reader, Moment &to)
{
    const bool isEast = reader.take('+');
    if (!isEast && !reader.take('-'))
        return true;
    qint64 offset = 0;
    for (qint64 unit = 3600; unit >= 1; unit /= 60) {
        const auto part = reader.number();
        if (!part)
            return false;
        offset += *part * unit;
        if (!reader.take(':'))
            break;
    }
    to.seconds -= isEast ? offset : -offset;
    return true;
}

std::optional<QByteArray> timeKey(QByteArrayView value)
{
    if (isWord(value, "infinity"))
        return QByteArray(1, Highest);
    if (isWord(value, "-infinity"))
        return QByteArray(1, Lowest);
    Moment moment;
    Reader reader(value);
    const qsizetype dash = value.indexOf('-');
    if (dash > 0 && value.first(dash).indexOf(':') < 0) {
        const auto year = reader.number();
        const bool first = reader.take('-');
        const auto month = reader.number();
        const bool second = reader.take('-');
        const auto day = reader.number();
        if (!year || !month || !day || !first || !second)
            return {};
        const bool isBefore = value.endsWith(" BC");
        moment.seconds = daysOf(isBefore ? 1 - *year : *year, *month, *day) * 86'400;
        if (reader.atEnd() || (isBefore && reader.take(" BC"))) {
            QByteArray key(1, Zero);
            appendInteger(key, moment.seconds);
            appendInteger(key, moment.micros);
            return key;
        }
        if (!reader.take(' '))
            return {};
    }
    if (!readClock(reader, moment) || !readZone(reader, moment))
        return {};
    reader.take(" BC");
    if (!reader.atEnd())
        return {};
    QByteArray key(1, Zero);
    appendInteger(key, moment.seconds);
    appendInteger(key, moment.micros);
    return key;
}

// As intervalstyle postgres writes it: "1 year -2 mons +3 days 04:05:06.7". A month counts 30 days, as in PostgreSQL.
std::optional<QByteArray> intervalKey(QByteArrayView value)
{
    if (isWord(value, "infinity"))
        return QByteArray(1, Highest);
    if (isWord(value, "-infinity"))
        return QByteArray(1, Lowest);
    qint64 seconds = 0;
    qint64 micros = 0;
    for (const QByteArray &part : [&] {
             // Quantities with their words, and the clock at the end.
             QList<QByteArray> parts;
             const QList<QByteArray> words = value.toByteArray().split(' ');
             for (qsizetype i = 0; i < words.size(); ++i) {
                 const bool isClock = words[i].contains(':');
                 parts << (isClock || i + 1 == words.size() ? words[i] : words[i] + ' ' + words[i + 1]);
                 i += isClock ? 0 : 1;
             }
             return parts;
         }()) {
        const bool isNegative = part.startsWith('-');
        Reader reader(isNegative || part.startsWith('+') ? QByteArrayView(part).sliced(1) : QByteArrayView(part));
        const qint64 sign = isNegative ? -1 : 1;
        if (part.contains(':')) {
            Moment clock;
            if (!readClock(reader, clock) || !reader.atEnd())
                return {};
            seconds += sign * clock.seconds;
            micros += sign * clock.micros;
            continue;
        }
        const auto count = reader.number();
        if (!count || !reader.take(' '))
            return {};
        const QByteArrayView unit = reader.word();
        const qint64 days = unit.startsWith("year") ? 360
                          : unit.startsWith("mon")  ? 30
                          : unit.startsWith("day")  ? 1
                                                    : 0;
        if (days == 0)
            return {};
        seconds += sign * *count * days * 86'400;
    }
    if (micros < 0) {
        seconds -= 1;
        micros += 1'000'000;
    }
    QByteArray key(1, Zero);
    appendInteger(key, seconds);
    appendInteger(key, qint32(micros));
    return key;
}

std::optional<QByteArray> valueKey(const ResultColumn &column, QByteArrayView value)
{
    static constexpr quint32 money = 790;
    switch (column.shape.category) {
    case TypeCategory::Integer:
    case TypeCategory::Real:
        return numberKey(value);
    case TypeCategory::Decimal:
        return column.shape.typeOid == money ? numberKey(moneyDigits(value)) : numberKey(value);
    case TypeCategory::DateTime:
        return timeKey(value);
    case TypeCategory::Interval:
        return intervalKey(value);
    case TypeCategory::Enumeration: {
        const qsizetype place = column.labels.indexOf(QString::fromUtf8(value));
        if (place < 0)
            return {};
        QByteArray key;
        appendInteger(key, qint32(place));
        return char(Zero) + key;
    }
    case TypeCategory::Boolean:
    case TypeCategory::Text:
    case TypeCategory::Uuid:
    case TypeCategory::Json:
    case TypeCategory::Bytes:
    case TypeCategory::Array:
    case TypeCategory::Other:
        return value.first(std::min(value.size(), mostSortedBytes)).toByteArray();
    }
    return {};
}

} // namespace

QByteArray sortKey(const ResultColumn &column, QByteArrayView value)
{
    return valueKey(column, value).value_or(unread(value));
}

void appendTerm(QByteArray &to, const ResultColumn &column, std::optional<QByteArrayView> value, bool descending)
{
    const qsizetype from = to.size();
    to += value ? '\1' : '\2';
    if (value) {
        for (const char byte : sortKey(column, *value)) {
            to += byte;
            if (byte == '\0')
                to += '\xff'; // apart from the end
        }
        to.append("\0\0", 2);
    }
    for (qsizetype i = from; descending && i < to.size(); ++i)
        to[i] = char(~to[i]);
}

} // namespace howdah::query
