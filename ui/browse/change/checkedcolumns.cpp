// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/checkedcolumns.h"

#include "common/checklist.h"
#include "common/density.h"
#include "common/spacing.h"
#include "value/valuetext.h"

#include <QListWidget>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int NameOfColumnRole = Qt::UserRole;
constexpr int ColumnsShown = 5;

QListWidget *columnList(const QString &name, const QString &accessibleName)
{
    auto *list = new QListWidget;
    list->setObjectName(name);
    list->setAccessibleName(accessibleName);
    list->setUniformItemSizes(true);
    list->setProperty("role", u"field"_s); // one of a form, with an edge
    list->setFixedHeight(ColumnsShown * ui::rowHeight() + 2 * space::tight);
    toggleOnRow(list);
    return list;
}

void fillColumns(QListWidget *list, const catalog::Catalog &catalog, quint32 table)
{
    const QSignalBlocker quiet(list);
    list->clear();
    list->setProperty("checked", QStringList());
    for (const catalog::Column &column : catalog.columnsOf(table)) {
        auto *item = new QListWidgetItem(singleLine(column.name + u"  "_s + column.type));
        item->setData(NameOfColumnRole, column.name);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Unchecked);
        list->addItem(item);
    }
}

QStringList checkedColumns(const QListWidget *list) { return list->property("checked").toStringList(); }

void noteChecked(QListWidget *list)
{
    QStringList names = checkedColumns(list);
    for (int row = 0; row < list->count(); ++row) {
        const QString name = list->item(row)->data(NameOfColumnRole).toString();
        const bool isChecked = list->item(row)->checkState() == Qt::Checked;
        if (isChecked && !names.contains(name))
            names << name;
        else if (!isChecked)
            names.removeAll(name);
    }
    list->setProperty("checked", names);
}

void checkColumns(QListWidget *list, const QStringList &names)
{
    {
        const QSignalBlocker quiet(list);
        for (int row = 0; row < list->count(); ++row) {
            const bool wanted = names.contains(list->item(row)->data(NameOfColumnRole).toString());
            list->item(row)->setCheckState(wanted ? Qt::Checked : Qt::Unchecked);
        }
    }
    list->setProperty("checked", names);
}

} // namespace howdah::ui
