// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/dialogframe.h"
#include "operations/proveindex/indexproof.h"
#include "operations/proveindex/indexsearch.h"

#include <QTimer>

#include <atomic>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QSpinBox;
class QTreeWidget;

namespace howdah::ui {

class SavingBar;

// Shows the indexes that a statement may want, with what hypopg estimates, and measures the chosen one on a copy. What
// becomes of it is for whoever opened it.
class ProveDialog final : public DialogFrame
{
    Q_OBJECT
public:
    ProveDialog(
        connection::ConnInfo target, QString statement, connection::LocalServer scratch = migration::scratchServer(),
        QWidget *parent = nullptr);
    ~ProveDialog() override;

Q_SIGNALS:
    // The chosen candidate was measured and is believed.
    void migrationWanted(const howdah::plan::IndexCandidate &candidate);

private:
    // Written by the thread that measures, looked at from time to time.
    struct Progress
    {
        std::atomic<int> pairs = 0;
        std::atomic<int> phase = 0;
    };

    void look();
    void showFound(const Result<operations::FoundIndexes> &found);
    void choose();
    void prove();
    void showProgress();
    void showProof(int row, const Result<operations::IndexProof> &proof);
    [[nodiscard]] int row() const;

    connection::ConnInfo m_target;
    QString m_statement;
    connection::LocalServer m_scratch;
    operations::FoundIndexes m_found;
    std::vector<std::optional<operations::IndexProof>> m_proofs; // by candidate
    std::shared_ptr<Progress> m_progress;
    std::stop_source m_stop;
    Latest m_latest;
    QTimer m_tick;
    bool m_running = false;

    QTreeWidget *m_list;
    QSpinBox *m_rows;
    QProgressBar *m_bar;
    QLabel *m_verdict;
    SavingBar *m_saving;
    QPlainTextEdit *m_details;
    QPushButton *m_prove;
    QPushButton *m_save;
};

} // namespace howdah::ui
