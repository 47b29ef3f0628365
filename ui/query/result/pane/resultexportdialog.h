// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/dialogframe.h"
#include "common/tasks.h"
#include "query/result/resultexport.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QProgressBar;

namespace howdah::ui {

class ResultModel;

// Asks which file the rows of an answer that have come are written to, and writes it: it gets its name when it is
// whole. Columns that a model calls sensitive are in it only once they are revealed. UI thread; writes on another.
class ResultExportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `shown`: the columns in the order shown.
    ResultExportDialog(const ResultModel &model, std::vector<int> shown, TaskList *tasks, QWidget *parent);
    ~ResultExportDialog() override;

    void setFormat(data::BulkFormat format);
    [[nodiscard]] data::BulkFormat format() const;
    void setFile(const QString &path);
    [[nodiscard]] QString file() const;
    void setAllRows(bool all); // also those that a filter hides
    void start();
    [[nodiscard]] bool isRunning() const { return m_stop.has_value(); }
    // What came of it; "" before.
    [[nodiscard]] QString resultText() const;

    void reject() override;

Q_SIGNALS:
    void ended(); // resultText() says how

private:
    void build();
    void formatChosen();
    void chooseFile();
    void update();
    void finish(const Result<data::ExportReport> &report);

    std::shared_ptr<query::ResultStore> m_rows;
    std::shared_ptr<const query::RowOrder> m_order;
    std::vector<query::ResultColumn> m_columns;
    std::vector<int> m_shown;
    QStringList m_hidden; // sensitive
    TaskList *m_tasks;
    QComboBox *m_format;
    QCheckBox *m_all;
    QCheckBox *m_header;
    QCheckBox *m_guard;
    QLabel *m_formatNote;
    QLineEdit *m_file;
    QLabel *m_fileNote;
    QProgressBar *m_progress;
    Banner *m_result;
    QPushButton *m_accept = nullptr;
    std::optional<std::stop_source> m_stop;
    std::shared_ptr<std::atomic<qint64>> m_written;
    QTimer m_tick;
    TaskHandle m_task;
    Latest m_asked;
};

} // namespace howdah::ui
