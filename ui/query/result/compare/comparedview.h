// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/tasks.h"
#include "query/compare/differences.h"

#include <QAction>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <stop_token>

class QComboBox;
class QMenu;
class QTableView;
class QToolButton;

namespace howdah::ui {

class ComparedModel;
class ElidedLabel;
class StateStack;

// Two answers row by row: by which key and how values are compared is chosen, what differs is marked, walked through,
// copied and written to a file. UI thread; reading and comparing are done on other threads.
class ComparedView final : public QWidget
{
    Q_OBJECT
public:
    ComparedView(
        const PageServices &services, query::CompareSide left, query::CompareSide right, QWidget *parent = nullptr);
    ~ComparedView() override;

    // Compares again: other rows may have come.
    void compare();
    [[nodiscard]] bool isComparing() const { return m_isComparing; }
    [[nodiscard]] ComparedModel *model() const { return m_model; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] const query::CompareWish &wish() const { return m_wish; }
    // By the names of columns; none: by whole rows.
    void setKey(const QStringList &names);
    [[nodiscard]] QStringList key() const;
    void setSameness(query::Sameness sameness);
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString remarks() const;
    [[nodiscard]] QAction *onlyDifferencesAction() const { return m_only; }
    [[nodiscard]] QAction *nextAction() const { return m_next; }
    [[nodiscard]] QAction *previousAction() const { return m_previous; }
    [[nodiscard]] QAction *swapAction() const { return m_swap; }
    [[nodiscard]] QAction *copyAction() const { return m_copy; }
    [[nodiscard]] QAction *exportAction() const { return m_export; }
    [[nodiscard]] QAction *closeAction() const { return m_close; }

    void exportTo(const QString &path, std::function<void(const Result<void> &)> handler);

Q_SIGNALS:
    void compared();
    void closeWanted();
    void said(const QString &text);

private:
    QAction *make(const QString &name, QStringView iconName, const QString &text, const QString &tip);
    void makeActions();
    [[nodiscard]] QWidget *makeHead();
    void makeTable();
    void match();
    void fillKeys();
    void fitColumns();
    void take(const Result<std::shared_ptr<const query::Comparison>> &comparison);
    void showState();
    void tell();
    void updateActions();
    void step(int by);
    void swap();
    void copy();
    void askFile();
    [[nodiscard]] std::vector<query::ComparedRow> selectedRows() const;
    void write(
        std::vector<query::ComparedRow> rows, query::DifferenceForm form, const QString &path,
        std::function<void(const Result<QByteArray> &)> handler);

    PageServices m_services;
    query::CompareSide m_left;
    query::CompareSide m_right;
    query::ColumnMatch m_match;
    query::CompareWish m_wish;
    ComparedModel *m_model;
    QTableView *m_table;
    StateStack *m_states = nullptr;
    ElidedLabel *m_title = nullptr;
    ElidedLabel *m_summary = nullptr;
    ElidedLabel *m_remarks = nullptr;
    QToolButton *m_keyButton = nullptr;
    QMenu *m_keyMenu = nullptr;
    QComboBox *m_sameness = nullptr;
    QAction *m_only = nullptr;
    QAction *m_next = nullptr;
    QAction *m_previous = nullptr;
    QAction *m_swap = nullptr;
    QAction *m_again = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_export = nullptr;
    QAction *m_close = nullptr;
    QAction *m_emptyShowAll = nullptr;
    bool m_isComparing = false;
    Latest m_asked;
    std::stop_source m_stop;
    std::shared_ptr<std::atomic<int>> m_progress;
    TaskHandle m_task;
    QTimer m_tick;
    QThreadPool m_pool;
};

} // namespace howdah::ui
