// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/tabletab.h"
#include "connect/connectedpage.h"
#include "entity/placedsql.h"

#include <memory>
#include <optional>

class QSplitter;
class QStackedWidget;
class QTabBar;

namespace howdah::ui {

class Banner;
class EntityView;
class ObjectTree;
class DescribeFlow;
class RowViews;
class StateStack;
class StructureActions;
class TableTabs;
class TransferActions;
struct BrowseMemory;
struct TransferSubject;
struct ViewPlace;

// What a database holds: the tree of objects, the relations that are open in tabs, and the current record of the one in
// front.
class BrowsePage final : public ConnectedPage
{
    Q_OBJECT
public:
    // `memory`: shared with the pages of other windows; nullptr: its own.
    explicit BrowsePage(
        const PageServices &services, std::shared_ptr<BrowseMemory> memory = nullptr, QWidget *parent = nullptr);
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
    void openedFrom(const PageFace &page) override;
    [[nodiscard]] QStringList unsavedWork() const override;

    // Shows a relation: at once, or when the catalog knows its columns.
    void openRelation(quint32 oid);
    // A view of one row, of the entity's views; of a board the key is of no account.
    void openView(quint32 oid, const entity::RowValues &key, int view);

    [[nodiscard]] ObjectTree *tree() const { return m_tree; }
    [[nodiscard]] TableTabs *tabs() const { return m_tabs; }
    [[nodiscard]] RowViews *views() const { return m_views; }
    [[nodiscard]] DescribeFlow *describe() const { return m_describe; }
    // In front; nullptr where a relation is.
    [[nodiscard]] EntityView *currentView() const;
    [[nodiscard]] StructureActions *changes() const { return m_changes; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    // Of the tab in front.
    [[nodiscard]] TableTab *current() const;
    [[nodiscard]] RowsPane *rows() const { return current()->rows(); }
    [[nodiscard]] RecordPanel *record() const { return current()->record(); }
    [[nodiscard]] ReferencesPanel *references() const { return current()->references(); }
    [[nodiscard]] StatisticsPanel *statistics() const { return current()->statistics(); }
    [[nodiscard]] TrailBar *trailBar() const { return current()->trailBar(); }
    [[nodiscard]] const Trail &trail() const { return current()->trail(); }
    [[nodiscard]] StructureView *structure() const { return current()->structure(); }

    using View = TableTab::View;
    void showView(View view) { current()->showView(view); }
    using Inspector = TableTab::Inspector;
    void showInspector(Inspector what); // also where a narrow window has closed it

Q_SIGNALS:
    // paletteActions() are those of another tab now.
    void actionsChanged();

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
    void await(const Wanted &wanted);

    void makeActions();
    void makeTabs();
    [[nodiscard]] QWidget *makeCentre();
    void showTreeMenu(quint32 oid, const QString &schema, const QPoint &place);
    [[nodiscard]] QWidget *makeInspector();
    void connectAll();
    void connectTransfer();
    void connectChanges();
    void connectViews();
    void connectTenant();
    void followTable(TableTab *table);
    void followView(EntityView *view);
    void showEntityView(const ViewPlace &place, std::optional<TrailStop> origin);
    void goBackFromView();
    void numberRows(bool on);
    [[nodiscard]] std::optional<TransferSubject> transferSubject() const;
    TableTab &openWith(quint32 oid, std::optional<data::FilterSet> filters);
    void follow(const ReferenceStep &step);
    void goAlong(int by);
    void keepSavedFilters();
    void catalogChanged(const catalog::Snapshot &catalog);
    void connected() override;
    void connecting() override;
    void forget() override;
    [[nodiscard]] bool keepsContent() const override;
    void showLost(const Error &error) override;
    [[nodiscard]] EmptyState withoutConnection() const override;
    void showCurrent();
    void fitInspector();
    void selectInspector(Inspector what);
    [[nodiscard]] bool isReturning() const;

    PageServices m_services;
    const std::shared_ptr<BrowseMemory> m_memory;
    ObjectTree *m_tree;
    TransferActions *m_transfer;
    StructureActions *m_changes;
    RowViews *m_views;
    DescribeFlow *m_describe = nullptr;
    Banner *m_report = nullptr; // of what was changed
    bool m_keepsReport = false; // it is about what is opened next
    TableTabs *m_tabs = nullptr;
    StateStack *m_states = nullptr;
    QSplitter *m_splitter;
    QWidget *m_inspector = nullptr;
    QTabBar *m_inspectorTabs = nullptr;
    QStackedWidget *m_inspectorViews = nullptr;
    QAction *m_toggleRecord;
    bool m_isNarrow = false;
    bool m_isCollapsed = false; // the inspector, for want of room
    bool m_hasRowNumbers = true;
    QAction *m_addFilter;
    QAction *m_refresh;
    QAction *m_showRows;
    QAction *m_showStructure;
    QAction *m_showRecord;
    QAction *m_showReferences;
    QAction *m_showStatistics;
    QAction *m_labels;
    QAction *m_openBeside;
    catalog::Snapshot m_catalog;
    QString m_lostLabel; // the connection that was lost while something was open; what is shown is kept for its return
    std::optional<Wanted> m_wanted; // to be opened when it is known
};

} // namespace howdah::ui
