// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/environmenttone.h"

namespace howdah::ui {

Tone environmentTone(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return Tone::Applied;
    case Environment::Staging:
        return Tone::Staging;
    case Environment::Production:
        return Tone::Production;
    }
    return Tone::Neutral;
}

} // namespace howdah::ui
