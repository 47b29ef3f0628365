// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/poolingtexts.h"

#include "common/tr.h"

namespace howdah::ui {

using connection::Pooling;

PoolingWords poolingWords(std::optional<Pooling> pooling)
{
    if (!pooling)
        return {
            tr("via a proxy"), tr("The connection goes through a proxy. Its pooling mode is being detected."), false};
    const QString details = tr("Connected %1").arg(connection::describe(*pooling));
    switch (*pooling) {
    case Pooling::None:
        return {};
    case Pooling::Session:
        return {tr("session pooling"), details, false};
    case Pooling::Transaction:
        return {tr("transaction pooling"), details, true};
    case Pooling::Unknown:
        return {tr("via a proxy"), details, true};
    }
    return {};
}

} // namespace howdah::ui
