// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/filter/tablememory.h"
#include "browse/inspector/trail.h"
#include "catalog/catalog.h"
#include "connect/connectedpage.h"

#include <QTimer>

#include <optional>

class QSplitter;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace howdah::ui {

class Banner;
class ElidedLabel;
class ObjectTree;
class RecordPanel;
class ReferencesPanel;
class RowsPane;
class StateStack;
class StatisticsPanel;
class StructureActions;
class StructureView;
class TransferActions;
struct TransferSubject;
struct ReferenceStep;

// What a database holds: the tree of objects, the rows or the structure of one relation, and the current record.
class BrowsePage final : public ConnectedPage
{
    Q_OBJECT
public:
    explicit BrowsePage(const PageServices &services, QWidget *parent = nullptr);
    ~BrowsePage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QList<QAction *> paletteActions() const override;
    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    void openObject(const QString &schema, const QString &name) override;
    // With this condition, and no other filter.
    void openRows(const QString &schema, const QString &name, const QString &condition) override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    // Shows a relation: at once, or when the catalog knows its columns.
    void openRelation(quint32 oid);
    [[nodiscard]] quint32 currentRelation() const { return m_oid; }

    [[nodiscard]] ObjectTree *tree() const { return m_tree; }
    [[nodiscard]] RowsPane *rows() const { return m_rows; }
    [[nodiscard]] RecordPanel *record() const { return m_record; }
    [[nodiscard]] ReferencesPanel *references() const { return m_references; }
    [[nodiscard]] StatisticsPanel *statistics() const { return m_statistics; }
    [[nodiscard]] TrailBar *trailBar() const { return m_trailBar; }
    [[nodiscard]] const Trail &trail() const { return m_trail; }
    [[nodiscard]] StructureView *structure() const { return m_structure; }
    [[nodiscard]] StructureActions *changes() const { return m_changes; }
    [[nodiscard]] StateStack *states() const { return m_states; }

    enum class View { Rows, Structure };
    void showView(View view);
    enum class Inspector { Record, References, Column };
    void showInspector(Inspector what);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    // A relation that is wanted, and how it is to be shown: as it was looked at last unless filters are given.
    struct Wanted
    {
        QString schema;
        QString name;
        std::optional<data::FilterSet> filters;
    };

    void makeActions();
    [[nodiscard]] QWidget *makeCentre();
    [[nodiscard]] QWidget *makeHead();
    [[nodiscard]] QWidget *makeInspector();
    void makeMore();
    void connectAll();
    void connectInspector();
    void connectTransfer();
    void connectChanges();
    [[nodiscard]] std::optional<TransferSubject> transferSubject() const;
    void openWith(quint32 oid, std::optional<data::FilterSet> filters);
    void follow(const ReferenceStep &step);
    void goAlong(int by);
    [[nodiscard]] TrailStop currentStop() const;
    void noteStop();
    void updateInspector();
    void keepSavedFilters();
    void catalogChanged(const catalog::Snapshot &catalog);
    void connected() override;
    void connecting() override;
    void forget() override;
    [[nodiscard]] bool keepsContent() const override;
    void showLost(const Error &error) override;
    [[nodiscard]] EmptyState withoutConnection() const override;
    void showCurrent();
    void updateHead();
    void fitInspector();
    void leaveRelation();
    [[nodiscard]] bool isReturning() const;
    void scheduleRecord();
    void remember();
    [[nodiscard]] QString memoryKey() const;

    PageServices m_services;
    ObjectTree *m_tree;
    RowsPane *m_rows;
    RecordPanel *m_record;
    ReferencesPanel *m_references;
    StatisticsPanel *m_statistics;
    QWidget *m_inspector = nullptr;
    QTabBar *m_inspectorTabs = nullptr;
    QStackedWidget *m_inspectorViews = nullptr;
    TrailBar *m_trailBar;
    TransferActions *m_transfer;
    StructureView *m_structure;
    StructureActions *m_changes;
    Banner *m_report = nullptr; // of what was changed
    bool m_keepsReport = false; // it is about what is opened next
    StateStack *m_states = nullptr;
    QSplitter *m_splitter;
    QTabBar *m_tabs = nullptr;
    QToolButton *m_more = nullptr;
    QStackedWidget *m_views = nullptr;
    ElidedLabel *m_heading = nullptr;
    ElidedLabel *m_subtitle = nullptr;
    QAction *m_toggleRecord;
    bool m_isNarrow = false;
    bool m_isCollapsed = false; // the inspector, for want of room
    QAction *m_addFilter;
    QAction *m_refresh;
    QAction *m_showRows;
    QAction *m_showStructure;
    QAction *m_showRecord;
    QAction *m_showReferences;
    QAction *m_showStatistics;
    catalog::Snapshot m_catalog;
    quint32 m_oid = 0;       // what is shown
    bool m_rowsOpen = false; // its rows have been asked for
    QString m_lostLabel; // the connection that was lost while something was open; what is shown is kept for its return
    std::optional<Wanted> m_wanted; // to be opened when it is known
    QTimer m_recordTimer;
    TableMemories m_memories;
    QString m_openKey;                               // of the memory of what is shown
    std::optional<data::FilterSet> m_openFilters;    // with which it is to be shown, in place of the remembered ones
    std::optional<data::FilterSet> m_passingFilters; // that came with a step or from another page: not remembered
    std::vector<QByteArray> m_wantedKey;             // the row to go to once rows are here
    Trail m_trail;
};

} // namespace howdah::ui
