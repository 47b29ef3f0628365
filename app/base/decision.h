// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/estimate.h"

#include <vector>

namespace howdah {

// How often somebody looks at a comparison while its data grow.
enum class Looks : quint8 {
    Once,     // at a size that was set before
    Repeated, // whenever he likes, and stops when he likes what he sees
};

// How much wider than 1.96 standard errors an interval of `count` values must be to hold the truth at all looks
// together with 95 %: the normal mixture of Robbins (Annals of Mathematical Statistics 41, 1970), as in Johari, Koomen,
// Pekelis & Walsh (Operations Research 70, 2022) and Howard, Ramdas, McAuliffe & Sekhon (Annals of Statistics 49,
// 2021). Tuned to be narrowest at about 500 values. In standard errors.
[[nodiscard]] double sequentialReach(double count);
// The probability, at most, that chance alone shows such a difference, at one look or at any.
[[nodiscard]] double chanceOf(const Estimate &difference, double count, Looks looks);
// The interval of a difference, for as many looks.
[[nodiscard]] Estimate forLooks(const Estimate &difference, double count, Looks looks);
// Holm's probabilities (Scandinavian Journal of Statistics 6, 1979), in the same order: with them the probability of
// any false claim among all is what each alone would have.
[[nodiscard]] std::vector<double> holmAdjusted(const std::vector<double> &chances);

} // namespace howdah
