// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/fieldwords.h"

#include "common/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QString fieldWord(const QString &field)
{
    if (field == "systemPrompt"_L1)
        return tr("System prompt");
    if (field == "userPrompt"_L1)
        return tr("User message");
    if (field == "metadata"_L1)
        return tr("Metadata");
    if (field == "model"_L1)
        return tr("Model");
    if (field == "version"_L1)
        return tr("Version");
    return field;
}

} // namespace howdah::ui
