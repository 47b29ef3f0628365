// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "common/page.h"

#include <QTimer>

#include <optional>

class QSplitter;
class QStackedWidget;
class QTabBar;

namespace howdah::ui {

class ElidedLabel;
class ObjectTree;
class RecordPanel;
class RowsPane;
class StateStack;
class StructureView;

// What a database holds: the tree of objects, the rows or the structure of one relation, and the current record.
class BrowsePage final : public Page
{
    Q_OBJECT
public:
    explicit BrowsePage(const PageServices &services, QWidget *parent = nullptr);
    ~BrowsePage() override;

    [[nodiscard]] QString title() const override { return tr("Browse"); }
    [[nodiscard]] QString iconName() const override;
    [[nodiscard]] QString key() const override;
    [[nodiscard]] QList<QAction *> paletteActions() const override;
    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    void openObject(const QString &schema, const QString &name) override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    [[nodiscard]] std::vector<TourStep> tourSteps() override;

    // Shows a relation: at once, or when the catalog knows its columns.
    void openRelation(quint32 oid);
    [[nodiscard]] quint32 currentRelation() const { return m_oid; }

    [[nodiscard]] ObjectTree *tree() const { return m_tree; }
    [[nodiscard]] RowsPane *rows() const { return m_rows; }
    [[nodiscard]] RecordPanel *record() const { return m_record; }
    [[nodiscard]] StructureView *structure() const { return m_structure; }
    [[nodiscard]] StateStack *states() const { return m_states; }

    enum class View { Rows, Structure };
    void showView(View view);

private:
    void makeActions();
    [[nodiscard]] QWidget *makeCentre();
    [[nodiscard]] QWidget *makeHead();
    void connectAll();
    void catalogChanged(const catalog::Snapshot &catalog);
    void connectionChanged();
    void showCurrent();
    void updateHead();
    void leaveRelation();
    void forgetConnection();
    [[nodiscard]] bool isReturning() const;
    void scheduleRecord();
    void fetchRecord();
    void rememberHeader();
    [[nodiscard]] QString relationKey() const;

    PageServices m_services;
    ObjectTree *m_tree;
    RowsPane *m_rows;
    RecordPanel *m_record;
    StructureView *m_structure;
    StateStack *m_states = nullptr;
    QSplitter *m_splitter;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_views = nullptr;
    ElidedLabel *m_heading = nullptr;
    ElidedLabel *m_subtitle = nullptr;
    QAction *m_toggleRecord;
    QAction *m_addFilter;
    QAction *m_refresh;
    QAction *m_showRows;
    QAction *m_showStructure;
    catalog::Snapshot m_catalog;
    quint32 m_oid = 0;       // what is shown
    bool m_rowsOpen = false; // its rows have been asked for
    QString m_lostLabel; // the connection that was lost while something was open; what is shown is kept for its return
    std::optional<std::pair<QString, QString>> m_wanted; // schema and name, to be opened when known
    QTimer m_recordTimer;
    quint64 m_recordTicket = 0;
    QJsonObject m_headers; // widths and order of columns, by relation
};

} // namespace howdah::ui
