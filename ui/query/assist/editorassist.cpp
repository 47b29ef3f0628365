// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/editorassist.h"

namespace howdah::ui {

EditorAssist::EditorAssist(SqlEditor *editor, ConnectionController *connection, Tab tab, QObject *parent)
    : QObject(parent)
{
    Q_UNUSED(editor)
    Q_UNUSED(connection)
    Q_UNUSED(tab)
}

} // namespace howdah::ui
