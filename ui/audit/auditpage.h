// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditmodel.h"
#include "base/latest.h"
#include "common/page.h"
#include "common/tasks.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"

#include <QTimer>

#include <stop_token>

class QComboBox;
class QLabel;
class QLineEdit;
class QTreeView;

namespace howdah::ui {

class Banner;
class SqlView;
class StateStack;

// What was changed through Howdah on this machine, by whom, and whether the log of it is whole. UI thread; files are
// read on others.
class AuditPage final : public Page
{
    Q_OBJECT
public:
    explicit AuditPage(const PageServices &services, QWidget *parent = nullptr);
    ~AuditPage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override { return m_verify; }
    [[nodiscard]] QList<QAction *> paletteActions() const override { return {m_verify, m_export, m_more, m_asSent}; }

    [[nodiscard]] bool needsConnection() const override { return false; } // the log is a file

    void activate() override;
    void refresh() override { read(false); }
    void cancelWork() override;
    void focusSearch() override;
    // A row that another page asks about: {"schema": ..., "table": ..., "key": [["id", "42"]]}.
    void openPlace(const QString &subject) override;

    [[nodiscard]] const AuditModel &model() const { return m_model; }
    [[nodiscard]] StateStack *state() const { return m_state; }
    [[nodiscard]] bool isBusy() const { return m_reading || m_task.isRunning(); }
    // Without asking for the file.
    void exportTo(const QString &file);

Q_SIGNALS:
    void loaded();
    void reported(); // a verdict or a message stands in the banner

private:
    void build();
    [[nodiscard]] QWidget *buildHead();
    [[nodiscard]] QWidget *buildBody();
    [[nodiscard]] connection::AuditFilter filter() const;
    [[nodiscard]] bool isFiltered() const;
    void read(bool more);
    [[nodiscard]] QWidget *buildFilters();
    void showTransactions(std::vector<connection::AuditTransaction> transactions);
    void showCurrent();
    void showReferences();
    [[nodiscard]] QStringList referencesOf(const connection::AuditEntry &entry);
    void showRow(const connection::AuditedRow &row);
    void verify();
    void showReport(const connection::AuditReport &report);
    void askExport();
    void notify(Tone tone, const QString &text);

    PageServices m_services;
    AuditModel m_model;
    QAction *m_verify;
    QAction *m_export;
    QAction *m_more;
    QAction *m_asSent;
    connection::AuditedRow m_row; // that another page asked about
    qsizetype m_limit;            // entries that are read at most
    bool m_built = false;
    bool m_reading = false;
    Latest m_reads;
    std::stop_source m_stop;
    TaskHandle m_task;
    QTimer m_typing;
    StateStack *m_state = nullptr;
    QTreeView *m_list = nullptr;
    QLineEdit *m_search = nullptr;
    QLineEdit *m_table = nullptr;
    QLineEdit *m_key = nullptr;
    Banner *m_rowNews = nullptr; // which row that is
    QComboBox *m_kind = nullptr;
    QComboBox *m_period = nullptr;
    Banner *m_news = nullptr;
    SqlView *m_sql = nullptr;
    QLabel *m_detail = nullptr;
    QString m_said; // of the current entry, without what its references are called
};

} // namespace howdah::ui
