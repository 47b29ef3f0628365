// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tools/cellfilters.h"

#include "browse/filter/filterbar.h"
#include "grid/gridmodel.h"
#include "grid/gridtable.h"
#include "common/icons.h"

#include <QAction>
#include <QItemSelectionModel>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellMatch;

constexpr int MostCellsForFilter = 5000; // many of them alike

CellFilters::CellFilters(GridTable *table, GridModel *model, FilterBar *bar, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_model(model)
    , m_bar(bar)
{
    const auto make = [this](CellMatch match, const QString &name, const QString &sign, const QString &text) {
        auto *action = new QAction(sign.isEmpty() ? QIcon() : icon(sign), text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, [this, match] {
            if (const auto wanted = filter(match))
                m_bar->restrictBy(*wanted);
        });
        m_actions[size_t(match)] = action;
    };
    make(CellMatch::Same, u"filterBySame"_s, u"view-filter"_s, tr("Filter by this value"));
    make(CellMatch::Other, u"filterByOther"_s, {}, tr("Exclude this value"));
    make(CellMatch::Greater, u"filterByGreater"_s, {}, tr("Greater than this value"));
    make(CellMatch::Less, u"filterByLess"_s, {}, tr("Less than this value"));
    action(CellMatch::Same)->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_V);
    action(CellMatch::Other)->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_X);
    for (const CellMatch match : {CellMatch::Same, CellMatch::Other})
        action(match)->setShortcutContext(Qt::WidgetShortcut); // of a cell, so while the cells have the focus
    m_actions[size_t(CellMatch::Other)]->setToolTip(tr("Rows with another value; NULL is one of the others"));
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CellFilters::scheduleUpdate);
    connect(table->selectionModel(), &QItemSelectionModel::currentChanged, this, &CellFilters::scheduleUpdate);
    connect(model, &QAbstractItemModel::modelReset, this, &CellFilters::scheduleUpdate);
    connect(model, &QAbstractItemModel::dataChanged, this, &CellFilters::scheduleUpdate);
    update();
}

void CellFilters::scheduleUpdate()
{
    if (!std::exchange(m_updating, true))
        QMetaObject::invokeMethod(this, &CellFilters::update, Qt::QueuedConnection);
}

void CellFilters::update()
{
    m_updating = false;
    for (const CellMatch match : {CellMatch::Same, CellMatch::Other, CellMatch::Greater, CellMatch::Less})
        action(match)->setEnabled(filter(match).has_value());
}

std::optional<std::vector<std::optional<QByteArray>>> CellFilters::values() const
{
    const QModelIndex current = m_table->currentIndex();
    const GridRows &rows = m_model->rows();
    if (!m_model->isOpen() || !current.isValid() || current.row() >= m_model->rowCount())
        return std::nullopt;
    std::vector<int> chosen;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        if (current.column() < range.left() || current.column() > range.right())
            continue;
        if (range.height() > MostCellsForFilter)
            return std::nullopt;
        for (int row = range.top(); row <= range.bottom(); ++row)
            chosen.push_back(row);
    }
    // A filter would show what is hidden.
    if (m_model->labels().isColumnMasked(current.column()))
        return std::nullopt;
    if (chosen.empty())
        chosen = {current.row()};
    std::vector<std::optional<QByteArray>> values;
    for (const int row : chosen) {
        const data::CellValue value = rows.value(row, current.column());
        if (rows.isCut(row, current.column()) || value.isDefault())
            return std::nullopt;
        values.push_back(value.parameter());
    }
    return values;
}

std::optional<data::FilterGroup> CellFilters::filter(CellMatch match) const
{
    const auto chosen = values();
    return chosen ? data::filterByCells(m_model->rows().column(m_table->currentIndex().column()), *chosen, match)
                  : std::nullopt;
}

} // namespace howdah::ui
