// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/density.h"

#include "common/fonts.h"
#include "common/spacing.h"

#include <QApplication>
#include <QFontMetrics>
#include <QHeaderView>
#include <QListView>
#include <QTableView>
#include <QTreeView>
#include <QVariant>

namespace howdah::ui {

// Of the program, as its palette and its font are.
constexpr auto CompactProperty = "howdahCompactRows";

// Larger letters need higher rows.
int rowHeight()
{
    const bool isCompact = qApp && qApp->property(CompactProperty).toBool();
    const int usual = zoomed(isCompact ? space::rowCompact : space::rowComfortable);
    if (!qApp || (fontChoice().interfacePoints == 0 && fontChoice().fixedPoints == 0))
        return usual;
    const int letters = qMax(QFontMetrics(baseFont()).height(), QFontMetrics(fixedFont()).height());
    return qMax(usual, letters + (isCompact ? 2 : space::tight));
}

void setDensity(Density density)
{
    const int before = rowHeight();
    qApp->setProperty(CompactProperty, density == Density::Compact);
    if (rowHeight() != before)
        layOutRows(before);
}

void layOutRows(int before)
{
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
