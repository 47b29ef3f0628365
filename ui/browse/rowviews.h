// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "browse/inspector/trail.h"
#include "common/page.h"
#include "entity/view/reachedview.h"
#include "entity/view/viewplace.h"

#include <QPointer>

class QAction;

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

class TableTab;

// Opens the current row of a table, or what it belongs to, as a timeline or a thread, and its table as a board. UI
// thread; asks the server only where a row has to be followed to another one.
class RowViews final : public QObject
{
    Q_OBJECT
public:
    RowViews(const PageServices &services, QObject *parent);

    // Of what is in front; nullptr: of nothing.
    void setTable(TableTab *table);
    // One for each kind; those that are not possible are not to be seen.
    [[nodiscard]] const QList<QAction *> &actions() const { return m_actions; }
    [[nodiscard]] QAction *action(entity::ViewDefinition::Kind kind) const { return m_actions[int(kind)]; }
    // The board of a table; nothing without one.
    [[nodiscard]] std::optional<ViewPlace> boardOf(quint32 relation) const;
    // A view of one row, as its card has it.
    [[nodiscard]] std::optional<ViewPlace> placeOf(quint32 relation, const entity::RowValues &key, int view) const;

Q_SIGNALS:
    void wanted(const howdah::ui::ViewPlace &place, const std::optional<howdah::ui::TrailStop> &origin);
    void refused(const QString &why);

private:
    void update();
    void open(entity::ViewDefinition::Kind kind);
    void follow(const entity::ReachedView &reached, const entity::RowValues &row);
    [[nodiscard]] const entity::BoundEntity *shown() const;
    [[nodiscard]] entity::RowValues currentKey(const entity::BoundEntity &entity) const; // empty: none

    PageServices m_services;
    QPointer<TableTab> m_table;
    QList<QAction *> m_actions;
    std::shared_ptr<const entity::Entities> m_entities;
    std::shared_ptr<connection::Session> m_session;
    Latest m_asked;
};

} // namespace howdah::ui
