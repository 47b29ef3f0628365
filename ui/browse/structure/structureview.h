// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <QWidget>

#include <array>
#include <functional>

class QLabel;
class QMenu;
class QTabWidget;
class QTableView;
class QToolButton;

namespace howdah::ui {

class SqlView;
class StateStack;
class StructureModel;

// How a relation is built: columns, keys, indexes, foreign keys in both directions, triggers, policies and the SQL that
// would make it. Shows what the snapshot's stage has; the rest is loading until a newer one comes. UI thread.
class StructureView final : public QWidget
{
    Q_OBJECT
public:
    enum class Part { Columns, Keys, Indexes, ForeignKeys, References, Triggers, Policies };

    explicit StructureView(QWidget *parent = nullptr);

    // The same relation in a newer snapshot keeps tab, place and selection.
    void setRelation(const catalog::Snapshot &catalog, quint32 oid);
    void clear();

    // What can be done with the relation, behind a button beside its summary; not owned.
    void setMenu(QMenu *menu);
    // What a part of the relation offers in its context menu, by its name.
    using PartMenu = std::function<void(QMenu *, Part, const QString &)>;
    void setPartMenu(PartMenu fill) { m_fillPart = std::move(fill); }

    [[nodiscard]] QTabWidget *tabs() const { return m_tabs; }
    [[nodiscard]] QTableView *table(Part part) const;
    [[nodiscard]] SqlView *sqlView() const { return m_sql; }

Q_SIGNALS:
    // A foreign key was followed.
    void relationActivated(quint32 oid);

private:
    struct Section
    {
        StructureModel *model = nullptr;
        QTableView *view = nullptr;
        StateStack *states = nullptr;
        int tab = -1;
    };

    [[nodiscard]] Section &section(Part part) { return m_sections[size_t(part)]; }
    QWidget *makeSection(Part part);
    [[nodiscard]] QWidget *makeForeignKeys();
    void fill(Part part);
    void fitColumns(const Section &section);
    void updateTabs();
    void updateSql();
    void updateHead();
    void openMenu(Part part, const QPoint &at);

    catalog::Snapshot m_catalog;
    quint32 m_oid = 0;
    std::array<Section, 7> m_sections;
    PartMenu m_fillPart;
    QLabel *m_summary;
    QLabel *m_comment;
    QTabWidget *m_tabs;
    QToolButton *m_menu;
    SqlView *m_sql;
    StateStack *m_sqlStates;
    bool m_sqlStale = true;
};

} // namespace howdah::ui
