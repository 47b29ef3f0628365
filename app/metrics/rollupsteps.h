// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::metrics {

// The buckets of a log histogram, as small integers in the order of their values: zero is 0, each step of a positive
// value is wider than the one before by StepRatio, negative ones mirror them. What is no number of a step has a code
// of its own, and never meets a percentile except the infinities and NaN, which stand where PostgreSQL sorts them.
inline constexpr double StepRatio = 1.08;
inline constexpr int StepOfOne = 10000; // values from 1 up to StepRatio
inline constexpr int StepOfInfinity = 30000;
inline constexpr int StepOfNaN = 30001;
inline constexpr int StepOfNull = -32767; // one short of the least smallint, which has no abs()

// How far the value that stands for a step, its geometric middle, can be from a value in it, as a share: 0.0392.
[[nodiscard]] double stepError();

// The step of a value, and what stands for it; the edges of a step. On the server stepSql() and its like give the same.
[[nodiscard]] int stepOf(double value);
[[nodiscard]] double stepValue(int step);

// SQL of the step that an expression falls into, which is double precision or becomes it without loss of range.
[[nodiscard]] QString stepSql(const QString &expression);
// SQL of the value that stands for a step, and of the step's edges (towards minus infinity, towards infinity).
enum class StepPoint : quint8 { Middle, Low, High };
[[nodiscard]] QString stepPointSql(const QString &step, StepPoint point);

} // namespace howdah::metrics
