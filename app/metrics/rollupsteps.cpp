// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rollupsteps.h"

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

// A negative number is an operator before a number, but for one in quotes.
static QString literal(int number) { return number < 0 ? u"'%1'::int"_s.arg(number) : QString::number(number); }

double stepError() { return std::sqrt(StepRatio) - 1; }

int stepOf(double value)
{
    if (std::isnan(value))
        return StepOfNaN;
    if (std::isinf(value))
        return value > 0 ? StepOfInfinity : -StepOfInfinity;
    if (value == 0)
        return 0;
    const int step = StepOfOne + int(std::floor(std::log(std::abs(value)) / std::log(StepRatio)));
    return value > 0 ? step : -step;
}

double stepValue(int step)
{
    if (step == 0)
        return 0;
    if (std::abs(step) < StepOfInfinity)
        return (step > 0 ? 1 : -1) * std::pow(StepRatio, std::abs(step) - StepOfOne + 0.5);
    if (std::abs(step) == StepOfInfinity)
        return step > 0 ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

QString stepSql(const QString &expression)
{
    return u"(CASE WHEN (%1) IS NULL THEN %2 WHEN (%1)::double precision OPERATOR(pg_catalog.=) 0 THEN 0"
           " WHEN (%1)::double precision OPERATOR(pg_catalog.=) 'NaN' THEN %3"
           " WHEN (%1)::double precision OPERATOR(pg_catalog.=) 'Infinity' THEN %4"
           " WHEN (%1)::double precision OPERATOR(pg_catalog.=) '-Infinity' THEN '-%4'::int"
           " ELSE pg_catalog.sign((%1)::double precision) OPERATOR(pg_catalog.*) (%5 OPERATOR(pg_catalog.+)"
           " pg_catalog.floor(pg_catalog.ln(pg_catalog.abs((%1)::double precision)) OPERATOR(pg_catalog./)"
           " pg_catalog.ln(%6::double precision))) END)::smallint"_s.arg(
               expression, literal(StepOfNull), QString::number(StepOfNaN), QString::number(StepOfInfinity),
               QString::number(StepOfOne), QString::number(StepRatio));
}

QString stepPointSql(const QString &step, StepPoint point)
{
    // The edge towards zero is the low one of a positive step, and the high one of a negative step.
    QString within = u"0.5"_s;
    if (point == StepPoint::Low)
        within = u"(CASE WHEN (%1) OPERATOR(pg_catalog.<) 0 THEN 1 ELSE 0 END)"_s.arg(step);
    else if (point == StepPoint::High)
        within = u"(CASE WHEN (%1) OPERATOR(pg_catalog.<) 0 THEN 0 ELSE 1 END)"_s.arg(step);
    // The exponent stays where the power is a number that double precision has.
    return u"(CASE WHEN pg_catalog.abs((%1)::int) OPERATOR(pg_catalog.<) %2 THEN pg_catalog.sign((%1)::double "
           u"precision)"
           " OPERATOR(pg_catalog.*) pg_catalog.power(%3::double precision, least(9222.6, greatest('-9673'::int,"
           " pg_catalog.abs((%1)::int) OPERATOR(pg_catalog.-) %4 OPERATOR(pg_catalog.+) %5)))"
           " WHEN (%1) OPERATOR(pg_catalog.=) %2 THEN 'Infinity' WHEN (%1) OPERATOR(pg_catalog.=) '-%2'::int"
           " THEN '-Infinity' WHEN (%1) OPERATOR(pg_catalog.>) 0 THEN 'NaN' END)::double precision"_s.arg(
               step, QString::number(StepOfInfinity), QString::number(StepRatio), QString::number(StepOfOne), within);
}

} // namespace howdah::metrics
