// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/filter/tablememory.h"
#include "browse/inspector/trail.h"
#include "catalog/catalog.h"
#include "common/page.h"

#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

#include <optional>

class QTabBar;
class QToolButton;

class QMenu;

namespace howdah::ui {

class ElidedLabel;
class RecordPanel;
class ReferencesPanel;
class RowsPane;
class StatisticsPanel;
class StructureActions;
class StructureView;
struct ReferenceStep;

// What the tabs of a page have in common in their heads; the page's.
struct TabActions
{
    QAction *addFilter = nullptr;
    QAction *toggleRecord = nullptr;
    QAction *refresh = nullptr;
    QAction *showReferences = nullptr;
    QAction *labels = nullptr;
    QAction *exportRows = nullptr;
    QAction *importRows = nullptr;
    StructureActions *changes = nullptr;
    QList<QAction *> views = {}; // that the relation or its current row can be opened in
};

// One relation that is open: its rows or its structure, what is staged, the panels beside it, and the way that led to
// it along foreign keys. All of it ends with the tab; how it was looked at is remembered. UI thread.
class TableTab final : public QWidget
{
    Q_OBJECT
public:
    enum class View { Rows, Structure };
    enum class Inspector { Record, References, Column };

    TableTab(const PageServices &services, TableMemories &memories, const TabActions &actions, QWidget *parent);
    // The panels, too, wherever they stand by then.
    ~TableTab() override;

    // Another relation, as it was looked at last unless filters are given; once the columns are known.
    void open(const catalog::Snapshot &catalog, quint32 oid, std::optional<data::FilterSet> filters);
    // A newer snapshot of the same database, which has the relation.
    void setCatalog(const catalog::Snapshot &catalog);
    // Nothing is open then. What is staged stays in its journal.
    void leave();
    // How it is looked at.
    void remember();
    void reconnected();
    void connectionLost(const Error &error);
    void cancelWork();

    [[nodiscard]] quint32 relation() const { return m_oid; } // 0: none
    [[nodiscard]] bool isOpen() const { return m_rowsOpen; } // its rows have been asked for
    [[nodiscard]] const catalog::Snapshot &catalog() const { return m_catalog; }
    [[nodiscard]] int editedRows() const;
    // Staged, or being saved: it has to stay.
    [[nodiscard]] bool isAtWork() const;
    // With which it is shown for once: not those that it is found with later.
    [[nodiscard]] std::optional<data::FilterSet> passingFilters() const;

    [[nodiscard]] View view() const;
    void showView(View view);
    void showInspector(Inspector what);
    void scheduleInspector() { m_recordTimer.start(); }
    // The row to go to once rows are here.
    void wantRow(std::vector<QByteArray> key) { m_wantedKey = std::move(key); }

    [[nodiscard]] const Trail &trail() const { return m_trail; }
    void setTrail(Trail trail);
    [[nodiscard]] TrailStop currentStop() const;
    void noteStop();

    [[nodiscard]] RowsPane *rows() const { return m_rows; }
    [[nodiscard]] RecordPanel *record() const { return m_record; }
    [[nodiscard]] ReferencesPanel *references() const { return m_references; }
    [[nodiscard]] StatisticsPanel *statistics() const { return m_statistics; }
    [[nodiscard]] StructureView *structure() const { return m_structure; }
    [[nodiscard]] TrailBar *trailBar() const { return m_trailBar; }
    [[nodiscard]] const QList<QAction *> &steps() const { return m_steps; } // to the previous and the next record
    [[nodiscard]] QStackedWidget *panels() const { return m_panels; } // of the inspector; in the order of the enum

Q_SIGNALS:
    void editsChanged();
    void savedFiltersChanged();
    void rowsShown();
    void viewChanged();
    void exportWanted();
    void inspectorWanted(howdah::ui::TableTab::Inspector what);
    void relationWanted(quint32 oid);
    void definitionWanted(const QString &place); // of a trigger, for the page of queries
    void followed(const howdah::ui::ReferenceStep &step);
    void wayWanted(int by);
    void relationChanged(quint32 oid); // by an action on a record

private:
    void fillTriggerMenu(QMenu *menu, const QString &name);
    [[nodiscard]] QWidget *makeHead();
    void makeMore();
    void makeSteps();
    void connectAll();
    void connectInspector();
    void showCurrent();
    void updateHead();
    void updateInspector();
    [[nodiscard]] QString memoryKey() const;
    [[nodiscard]] std::vector<SavedFilter> withOthers(const std::vector<SavedFilter> &saved);

    PageServices m_services;
    TableMemories &m_memories;
    const TabActions m_actions;
    RowsPane *m_rows;
    StructureView *m_structure;
    QPointer<QStackedWidget> m_panels;
    RecordPanel *m_record;
    ReferencesPanel *m_references;
    StatisticsPanel *m_statistics;
    TrailBar *m_trailBar;
    QList<QAction *> m_steps;
    QTabBar *m_viewTabs = nullptr;
    QToolButton *m_more = nullptr;
    QStackedWidget *m_views = nullptr;
    ElidedLabel *m_heading = nullptr;
    ElidedLabel *m_subtitle = nullptr;
    catalog::Snapshot m_catalog;
    quint32 m_oid = 0;
    bool m_rowsOpen = false;
    QTimer m_recordTimer;
    QString m_openKey;                               // of the memory of what is shown
    std::optional<data::FilterSet> m_openFilters;    // with which it is to be shown, in place of the remembered ones
    std::optional<data::FilterSet> m_passingFilters; // that came with a step or from another page: not remembered
    std::vector<SavedFilter> m_savedThen;            // filters under names, when this was opened or remembered
    std::vector<QByteArray> m_wantedKey;
    Trail m_trail;
};

} // namespace howdah::ui
