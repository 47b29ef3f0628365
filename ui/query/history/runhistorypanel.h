// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/theme.h"
#include "query/history/historykeeper.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QAction;
class QBoxLayout;
class QComboBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QListView;
class QPlainTextEdit;
class QSplitter;

namespace howdah::ui {

class Banner;
class RunHistoryModel;
class SqlView;
class StateStack;

// What was run, found again: search, filters, the text of an entry, and what may be done with it. UI thread; the keeper
// outlives it.
class RunHistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    RunHistoryPanel(query::HistoryKeeper *history, const PageServices &services, QWidget *parent = nullptr);
    ~RunHistoryPanel() override;

    // An entry was added.
    void refresh();
    void focusSearch();
    // "user@host:port/name" of the tab in front, for "this database".
    void setDatabase(const QString &database);
    // Insert, open, run again ...: for the palette and the menu of an entry.
    [[nodiscard]] QList<QAction *> actions() const;
    [[nodiscard]] QAction *privateAction() const { return m_private; }

Q_SIGNALS:
    // At the cursor of the tab in front.
    void insertWanted(const QString &text);
    // In a new tab, with its parameters; run at once where that is wanted.
    void openWanted(const howdah::query::HistoryEntry &entry, bool run);
    // In the tab in front, whatever its database is, with its parameters.
    void runHereWanted(const howdah::query::HistoryEntry &entry);
    // Nothing is kept from now on, or again.
    void privateChanged(bool isPrivate);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QAction *make(const QString &name, const QString &iconName, const QString &text, const QString &tip);
    void makeActions();
    QWidget *makeFilters();
    QWidget *makeList();
    QWidget *makeDetail();
    void connectAll();

    void search();
    [[nodiscard]] query::HistoryFilter filter() const;
    [[nodiscard]] bool isFiltered() const;
    void showArrived();
    void showFailed(const Error &error);
    void showEntry();
    void updateActions();
    void report(Tone tone, const QString &text);

    void pin();
    void askName();
    void removeSelected();
    void removeFound();
    void askExport();
    void exportTo(const QString &file);
    void setAside();
    void setPrivate(bool isPrivate);
    void retain();
    [[nodiscard]] std::vector<qint64> selectedIds() const;

    query::HistoryKeeper *m_history;
    PageServices m_services;
    QString m_database;
    std::optional<query::HistoryEntry> m_entry; // that is shown
    qint64 m_wanted = 0;                        // is to be chosen again once the list is there
    RunHistoryModel *m_model;
    Latest m_reading; // of the entry
    QTimer m_typing;
    bool m_isOld = true; // nothing was read yet, or something was added while nobody looked

    QLineEdit *m_search = nullptr;
    QComboBox *m_time = nullptr;
    QDateEdit *m_from = nullptr;
    QDateEdit *m_to = nullptr;
    QListView *m_list = nullptr;
    StateStack *m_state = nullptr;
    QSplitter *m_split = nullptr;
    Banner *m_news = nullptr;
    Banner *m_privateNote = nullptr;
    SqlView *m_text = nullptr;
    QLabel *m_facts = nullptr;
    QLabel *m_error = nullptr;
    QPlainTextEdit *m_parameters = nullptr;

    QAction *m_here = nullptr;
    QAction *m_failed = nullptr;
    QAction *m_pinned = nullptr;
    QAction *m_insert = nullptr;
    QAction *m_open = nullptr;
    QAction *m_runAgain = nullptr;
    QAction *m_runHere = nullptr;
    QAction *m_pin = nullptr;
    QAction *m_name = nullptr;
    QAction *m_remove = nullptr;
    QAction *m_removeFound = nullptr;
    QAction *m_export = nullptr;
    QAction *m_private = nullptr;
    QAction *m_setAside = nullptr;
};

} // namespace howdah::ui
