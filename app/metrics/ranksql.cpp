// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/ranksql.h"

#include "base/estimate.h"

#include <QStringList>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr double Tail = 0.025;

// The last number of values that is looked up; beyond, the expansion is as good as exact.
qint64 lastListed(double share) { return qint64(std::ceil(50 / (share * (1 - share)))); }

// From which number of values on the condition holds for 1, 2, 3 ...; it holds for good once it does.
template <typename Condition>
QStringList thresholds(qint64 last, const Condition &holds)
{
    QStringList numbers;
    qint64 from = 1;
    for (qint64 step = 1; from <= last; ++step) {
        qint64 low = from;
        qint64 high = last + 1;
        while (low < high) {
            const qint64 middle = low + (high - low) / 2;
            if (holds(step, middle))
                high = middle;
            else
                low = middle + 1;
        }
        if (low > last)
            break;
        numbers << QString::number(low);
        from = low;
    }
    return numbers;
}

// How many values from the nearer end the rank lies, which makes the shorter list: below a share under one half the low
// rank itself, and the high rank less one.
QString listed(double share, const QString &count, bool isLow)
{
    const QStringList numbers = thresholds(lastListed(share), [share, isLow](qint64 step, qint64 n) {
        const double below = binomialBelow(step - 1, n, share);
        return isLow ? step <= n && below <= Tail : below < 1 - Tail;
    });
    return u"pg_catalog.width_bucket(%1, ARRAY[%2]::pg_catalog.int8[])"_s.arg(count, numbers.join(u','));
}

QString number(double value)
{
    const QString text = QString::number(value, 'g', 17);
    return value < 0 ? u"'%1'::pg_catalog.float8"_s.arg(text) : text + u"::pg_catalog.float8"_s;
}

} // namespace

QString rankSql(double share, const QString &count, RankEnd end)
{
    const QString n = u"(%1)::pg_catalog.int8"_s.arg(count);
    const bool isLow = end == RankEnd::Low;
    const bool isMirrored = share > 0.5;
    const double near = isMirrored ? 1 - share : share;
    // The low rank of a share is the high rank of its complement, counted from the other end.
    const QString steps = listed(near, n, isLow != isMirrored);
    QString small;
    if (isLow)
        small = isMirrored ? u"(%1 OPERATOR(pg_catalog.-) %2)"_s.arg(n, steps) : steps;
    else
        small = isMirrored ? u"(%1 OPERATOR(pg_catalog.+) 1 OPERATOR(pg_catalog.-) %2)"_s.arg(n, steps)
                           : u"(1 OPERATOR(pg_catalog.+) %1)"_s.arg(steps);
    // The very first value is below the share, or the very last above it, only where there are so many.
    const qint64 least = qint64(std::ceil(std::log(Tail) / std::log(isLow ? 1 - share : share)));
    const double z = normalQuantile(1 - Tail);
    const QString centre = u"(%1 OPERATOR(pg_catalog.*) %2)"_s.arg(n, number(share));
    const QString reach = u"(%1 OPERATOR(pg_catalog.*) pg_catalog.sqrt(%2::pg_catalog.float8))"_s.arg(
        number(z * std::sqrt(share * (1 - share))), n);
    const double correction = (1 - 2 * share) * (z * z - 1) / 6;
    const QString large = isLow ? u"pg_catalog.ceil(%1 OPERATOR(pg_catalog.-) %2 OPERATOR(pg_catalog.+) %3)"_s.arg(
                                      centre, reach, number(correction - 0.5))
                                : u"pg_catalog.floor(%1 OPERATOR(pg_catalog.+) %2 OPERATOR(pg_catalog.+) %3)"_s.arg(
                                      centre, reach, number(correction + 1.5));
    return u"(CASE WHEN %1 OPERATOR(pg_catalog.>=) %2 THEN CASE WHEN %1 OPERATOR(pg_catalog.<=) %3 THEN %4 ELSE %5 END"
           " END)::pg_catalog.int8"_s.arg(n, QString::number(least), QString::number(lastListed(near)), small, large);
}

std::optional<RankArgument> rankArgument(const QString &argument)
{
    const qsizetype comma = argument.indexOf(u',');
    if (comma < 0)
        return std::nullopt;
    bool isNumber = false;
    RankArgument read{argument.first(comma).trimmed().toDouble(&isNumber), argument.sliced(comma + 1).trimmed()};
    if (!isNumber || read.share < 0.001 || read.share > 0.999 || read.count.isEmpty())
        return std::nullopt;
    return read;
}

} // namespace howdah::metrics
