// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/density.h"

#include "common/spacing.h"

#include <QApplication>
#include <QHeaderView>
#include <QListView>
#include <QTableView>
#include <QTreeView>
#include <QVariant>

namespace howdah::ui {

// Of the program, as its palette and its font are.
constexpr auto CompactProperty = "howdahCompactRows";

int rowHeight() { return qApp && qApp->property(CompactProperty).toBool() ? space::rowCompact : space::rowComfortable; }

void setDensity(Density density)
{
    const int before = rowHeight();
    qApp->setProperty(CompactProperty, density == Density::Compact);
    if (rowHeight() == before)
        return;
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (auto *table = qobject_cast<QTableView *>(widget);
            table && table->verticalHeader()->defaultSectionSize() == before)
            table->verticalHeader()->setDefaultSectionSize(rowHeight());
        else if (auto *tree = qobject_cast<QTreeView *>(widget))
            tree->doItemsLayout();
        else if (auto *list = qobject_cast<QListView *>(widget))
            list->doItemsLayout();
    }
}

} // namespace howdah::ui
