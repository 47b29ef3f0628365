// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultexportdialog.h"

#include "base/figures.h"
#include "base/outputfile.h"
#include "base/propagate.h"
#include "common/quantities.h"
#include "query/result/pane/resultmodel.h"
#include "transfer/exportdialog.h"
#include "value/valuetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QStandardPaths>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::BulkFormat;

constexpr int ExportProgressMs = 150;

ResultExportDialog::ResultExportDialog(
    const ResultModel &model, std::vector<int> shown, TaskList *tasks, QWidget *parent)
    : DialogFrame(
          {tr("Export"), tr("Export a result"),
           tr("The rows that have come are written; the statement is not run again.")},
          parent)
    , m_rows(model.store())
    , m_order(model.order())
    , m_columns(model.columns())
    , m_shown(std::move(shown))
    , m_tasks(tasks)
    , m_format(new QComboBox)
    , m_all(new QCheckBox)
    , m_header(new QCheckBox(tr("Include column names")))
    , m_guard(new QCheckBox(tr("Prefix cells that a spreadsheet would evaluate with '")))
    , m_formatNote(mutedLabel())
    , m_file(new QLineEdit)
    , m_fileNote(mutedLabel())
    , m_progress(new QProgressBar)
    , m_result(new Banner(Tone::Applied))
{
    setObjectName(u"resultExport"_s);
    std::erase_if(m_shown, [&](int column) {
        if (model.isMasked(column))
            m_hidden << m_columns[size_t(column)].shape.name;
        return model.isMasked(column);
    });
    build();
    m_tick.setInterval(ExportProgressMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const qint64 rows = *m_written;
        const qint64 all = m_order ? m_order->count() : m_rows->rowCount();
        m_progress->setMaximum(1000);
        m_progress->setValue(all > 0 ? int(rows * 1000 / all) : 0);
        m_task.setProgress(rowsWord(rows), all > 0 ? double(rows) / double(all) : -1);
    });
    formatChosen();
    resizeToWidth(560, 300);
}

ResultExportDialog::~ResultExportDialog()
{
    if (m_stop)
        m_stop->request_stop();
}

void ResultExportDialog::build()
{
    m_all->setText(tr("All %1 that have come, as they came").arg(rowsWord(m_rows->rowCount())));
    m_all->setVisible(m_order != nullptr);
    m_all->setObjectName(u"allRows"_s);
    content()->addWidget(m_all);
    for (const BulkFormat format : offeredFormats())
        m_format->addItem(formatName(format), int(format));
    m_format->setAccessibleName(tr("Format"));
    auto *row = new QHBoxLayout;
    row->addWidget(plainLabel(tr("Format")));
    row->addWidget(m_format);
    row->addWidget(m_header);
    row->addStretch(1);
    content()->addLayout(row);
    m_formatNote->setWordWrap(true);
    content()->addWidget(m_formatNote);
    m_guard->setToolTip(tr("The ' becomes part of the value, also when the file is read back"));
    content()->addWidget(m_guard);
    m_header->setChecked(true);
    if (!m_hidden.isEmpty()) {
        QLabel *hidden = mutedLabel(tr("Left out as sensitive: %1").arg(m_hidden.join(u", "_s)));
        hidden->setWordWrap(true);
        hidden->setObjectName(u"sensitive"_s);
        content()->addWidget(hidden);
    }
    QPushButton *choose = button(tr("Choose…"));
    m_file->setAccessibleName(tr("File"));
    m_file->setObjectName(u"file"_s);
    auto *place = new QHBoxLayout;
    place->addWidget(plainLabel(tr("File")));
    place->addWidget(m_file, 1);
    place->addWidget(choose);
    content()->addLayout(place);
    m_fileNote->setWordWrap(true);
    content()->addWidget(m_fileNote);
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_result->hide();
    content()->addWidget(m_progress);
    content()->addWidget(m_result);
    content()->addStretch(1);
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (!QFileInfo(folder).isDir())
        folder = QDir::homePath();
    m_file->setText(folder + u"/result.csv"_s);
    addSafe(tr("Close"));
    m_accept = addAccept(tr("Export"));
    startWith(m_accept);
    connect(m_accept, &QPushButton::clicked, this, &ResultExportDialog::start);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ResultExportDialog::formatChosen);
    connect(m_file, &QLineEdit::textChanged, this, &ResultExportDialog::update);
    connect(choose, &QPushButton::clicked, this, &ResultExportDialog::chooseFile);
}

BulkFormat ResultExportDialog::format() const { return BulkFormat(m_format->currentData().toInt()); }

void ResultExportDialog::setFormat(BulkFormat format) { m_format->setCurrentIndex(m_format->findData(int(format))); }

void ResultExportDialog::setFile(const QString &path) { m_file->setText(path); }

QString ResultExportDialog::file() const { return m_file->text().trimmed(); }

void ResultExportDialog::setAllRows(bool all) { m_all->setChecked(all); }

void ResultExportDialog::formatChosen()
{
    const QFileInfo info(file());
    if (data::formatFromKey(info.suffix().toLower()))
        m_file->setText(file().chopped(info.suffix().size()) + data::formatKey(format()));
    const bool isDelimited = format() == BulkFormat::Csv || format() == BulkFormat::Tsv;
    m_header->setVisible(isDelimited || format() == BulkFormat::Xlsx);
    m_guard->setVisible(isDelimited);
    m_formatNote->setText(formatNote(format()));
    update();
}

void ResultExportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Export to"), QFileInfo(file()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(data::formatKey(format()));
    dialog->selectFile(file());
    connect(dialog, &QFileDialog::fileSelected, this, &ResultExportDialog::setFile);
    dialog->open();
}

void ResultExportDialog::update()
{
    const QFileInfo info(file());
    QString note;
    if (!file().isEmpty() && info.isDir())
        note = tr("This is a folder.");
    else if (!file().isEmpty() && !info.absoluteDir().exists())
        note = tr("The folder %1 does not exist.").arg(info.absolutePath());
    else if (info.exists())
        note = tr("The file already exists, and is replaced once the new one is complete.");
    m_fileNote->setText(note);
    m_fileNote->setVisible(!note.isEmpty());
    const bool isPossible = !file().isEmpty() && !info.isDir() && info.absoluteDir().exists() && !m_shown.empty();
    if (m_accept) {
        m_accept->setEnabled(isPossible && !isRunning());
        m_accept->setText(info.exists() ? tr("Replace and export") : tr("Export"));
    }
    for (QWidget *widget : std::initializer_list<QWidget *>{m_all, m_format, m_header, m_guard, m_file})
        widget->setEnabled(!isRunning());
}

static Result<data::ExportReport>
writeFile(const QString &path, const std::function<Result<data::ExportReport>(QIODevice &)> &write)
{
    OutputFile out;
    RETURN_IF_ERROR(out.open(path));
    ASSIGN_OR_RETURN(const data::ExportReport report, write(out.device()));
    RETURN_IF_ERROR(out.keep());
    return report;
}

void ResultExportDialog::start()
{
    if (isRunning() || file().isEmpty() || m_shown.empty())
        return;
    m_stop.emplace();
    m_written = std::make_shared<std::atomic<qint64>>(0);
    m_task = m_tasks ? m_tasks->start(tr("Exporting a result"), [this] { m_stop->request_stop(); }) : TaskHandle();
    m_result->hide();
    m_progress->show();
    m_tick.start();
    update();
    const query::ResultExport wish{m_shown, format(), m_header->isChecked(), m_guard->isChecked()};
    m_asked.ask(
        this,
        QtConcurrent::run([rows = m_rows, order = m_all->isChecked() ? nullptr : m_order, columns = m_columns, wish,
                           path = file(), written = m_written, stop = m_stop->get_token()] {
            return writeFile(path, [&](QIODevice &to) {
                const auto progress = [&](const data::BulkProgress &far) { *written = far.rows; };
                return query::exportResult(*rows, order.get(), columns, wish, to, progress, stop);
            });
        }),
        [this](const Result<data::ExportReport> &report) { finish(report); });
}

void ResultExportDialog::finish(const Result<data::ExportReport> &report)
{
    m_stop.reset();
    m_tick.stop();
    m_task.finish();
    m_progress->hide();
    if (report) {
        QString text = tr("%1 exported, %2").arg(rowsWord(report->rows), sizeText(report->bytes));
        if (report->formulas > 0)
            text += u". "_s + tr("A spreadsheet would evaluate %1 of the cells").arg(countText(report->formulas));
        m_result->setText(text);
    } else {
        const Error &error = report.error();
        m_result->setText(error.message + (error.hint.isEmpty() ? QString() : u". "_s + error.hint));
    }
    m_result->setTone(report ? Tone::Applied : Tone::Failed);
    m_result->show();
    update();
    resizeToWidth(width(), height());
    Q_EMIT ended();
}

QString ResultExportDialog::resultText() const { return m_result->isHidden() ? QString() : m_result->text(); }

void ResultExportDialog::reject()
{
    if (m_stop)
        m_stop->request_stop();
    else
        DialogFrame::reject();
}

} // namespace howdah::ui
