// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

class QListWidget;

namespace howdah::ui {

// A list of the columns of a table to check some of: in the order in which they were checked, which is that of a key.
[[nodiscard]] QListWidget *columnList(const QString &name, const QString &accessibleName);
void fillColumns(QListWidget *list, const catalog::Catalog &catalog, quint32 table);
// In the order in which they were checked.
[[nodiscard]] QStringList checkedColumns(const QListWidget *list);
// Notes the order. Whenever an item of the list has changed.
void noteChecked(QListWidget *list);
void checkColumns(QListWidget *list, const QStringList &names);

} // namespace howdah::ui
