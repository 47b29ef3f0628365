// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/poolingwords.h"

#include "common/tr.h"

namespace howdah::ui {

using connection::Pooling;

PoolingWords poolingWords(std::optional<Pooling> pooling)
{
    if (!pooling)
        return {tr("via a proxy"), tr("There is a proxy in the line. How it pools is being found out."), false};
    const QString details = tr("Connected %1").arg(connection::describe(*pooling));
    switch (*pooling) {
    case Pooling::None:
        return {};
    case Pooling::Session:
        return {tr("proxy pools sessions"), details, false};
    case Pooling::Transaction:
        return {tr("proxy pools transactions"), details, true};
    case Pooling::Unknown:
        return {tr("via a proxy"), details, true};
    }
    return {};
}

} // namespace howdah::ui
