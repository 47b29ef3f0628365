// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exactsum.h"

#include <algorithm>

namespace howdah {

// What double precision and most numeric values need; beyond it a text would be longer than any number that is meant.
constexpr int MostPlaces = 400;
constexpr int MorePlaces = 4; // of an average

namespace {

struct Decimal
{
    bool negative = false;
    QByteArray digits; // at least one
    int places = 0;    // of them after the point
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The exponent behind an e; nothing when it is no number of a size that is meant.
std::optional<int> exponentOf(QByteArrayView text)
{
    bool ok = false;
    const int exponent = text.toByteArray().toInt(&ok);
    return ok && std::abs(exponent) <= MostPlaces ? std::optional(exponent) : std::nullopt;
}

std::optional<Decimal> decimalOf(QByteArrayView text)
{
    Decimal number;
    qsizetype at = 0;
    if (at < text.size() && (text[at] == '-' || text[at] == '+'))
        number.negative = text[at++] == '-';
    bool point = false;
    for (; at < text.size() && (isDigit(text[at]) || (text[at] == '.' && !point)); ++at) {
        if (text[at] == '.') {
            point = true;
            continue;
        }
        number.digits += text[at];
        number.places += point ? 1 : 0;
    }
    if (number.digits.isEmpty())
        return std::nullopt;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const auto exponent = exponentOf(text.sliced(at + 1));
        if (!exponent)
            return std::nullopt;
        number.places -= *exponent;
        at = text.size();
    }
    if (number.places < 0) {
        number.digits += QByteArray(-number.places, '0');
        number.places = 0;
    }
    const bool whole = at == text.size() && number.places <= MostPlaces;
    return whole ? std::optional(number) : std::nullopt;
}

QByteArray withoutZeros(QByteArray digits)
{
    const auto first = std::ranges::find_if(digits, [](char c) { return c != '0'; });
    digits.remove(0, first - digits.begin());
    return digits.isEmpty() ? QByteArray("0") : digits;
}

QByteArray plus(const QByteArray &a, const QByteArray &b)
{
    QByteArray sum(std::max(a.size(), b.size()) + 1, '0');
    int carry = 0;
    for (qsizetype i = 0; i < sum.size(); ++i) {
        const int digits =
            (i < a.size() ? a[a.size() - 1 - i] - '0' : 0) + (i < b.size() ? b[b.size() - 1 - i] - '0' : 0) + carry;
        sum[sum.size() - 1 - i] = char('0' + digits % 10);
        carry = digits / 10;
    }
    return withoutZeros(sum);
}

bool isLess(const QByteArray &a, const QByteArray &b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

// Of which the first is not the less.
QByteArray minus(QByteArray a, const QByteArray &b)
{
    int borrow = 0;
    for (qsizetype i = 0; i < a.size(); ++i) {
        int digit = a[a.size() - 1 - i] - '0' - borrow - (i < b.size() ? b[b.size() - 1 - i] - '0' : 0);
        borrow = digit < 0 ? 1 : 0;
        digit += borrow * 10;
        a[a.size() - 1 - i] = char('0' + digit);
    }
    return withoutZeros(a);
}

QByteArray written(bool negative, QByteArray digits, int places)
{
    if (digits.size() <= places)
        digits.prepend(QByteArray(places + 1 - digits.size(), '0'));
    if (places > 0)
        digits.insert(digits.size() - places, '.');
    const bool isZero = std::ranges::all_of(digits, [](char c) { return c == '0' || c == '.'; });
    return negative && !isZero ? '-' + digits : digits;
}

// Rounded to a whole number.
QByteArray divided(const QByteArray &digits, qint64 by)
{
    QByteArray quotient;
    quint64 rest = 0;
    for (const char digit : digits) {
        rest = rest * 10 + unsigned(digit - '0');
        quotient += char('0' + int(rest / quint64(by)));
        rest %= quint64(by);
    }
    quotient = withoutZeros(quotient);
    return rest * 2 >= quint64(by) ? plus(quotient, "1") : quotient;
}

} // namespace

bool ExactSum::add(QByteArrayView number)
{
    auto decimal = decimalOf(number);
    if (!decimal)
        return false;
    if (decimal->places > m_places) {
        const QByteArray zeros(decimal->places - m_places, '0');
        m_positive = withoutZeros(m_positive + zeros);
        m_negative = withoutZeros(m_negative + zeros);
        m_places = decimal->places;
    }
    decimal->digits += QByteArray(m_places - decimal->places, '0');
    QByteArray &side = decimal->negative ? m_negative : m_positive;
    side = plus(side, withoutZeros(decimal->digits));
    ++m_count;
    return true;
}

QByteArray ExactSum::sum() const
{
    const bool negative = isLess(m_positive, m_negative);
    return written(negative, negative ? minus(m_negative, m_positive) : minus(m_positive, m_negative), m_places);
}

std::optional<QByteArray> ExactSum::average() const
{
    if (m_count == 0)
        return std::nullopt;
    const bool negative = isLess(m_positive, m_negative);
    const QByteArray whole = negative ? minus(m_negative, m_positive) : minus(m_positive, m_negative);
    QByteArray text = written(negative, divided(whole + QByteArray(MorePlaces, '0'), m_count), m_places + MorePlaces);
    // Zeros that the numbers did not have say nothing.
    for (int i = 0; i < MorePlaces && text.endsWith('0'); ++i)
        text.chop(1);
    if (text.endsWith('.'))
        text.chop(1);
    return text == "-0" ? QByteArray("0") : text;
}

} // namespace howdah
