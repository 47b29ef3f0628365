// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/exportdialog.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "common/icons.h"
#include "common/quantities.h"
#include "common/typednames.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "operations/entities/referencelabels.h"
#include "operations/entities/sensitiveexport.h"
#include "operations/entities/sessionsettings.h"
#include "operations/rowexport.h"
#include "transfer/transferpanel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QStandardPaths>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::BulkFormat;

static constexpr std::array Formats{BulkFormat::Csv,  BulkFormat::Tsv,       BulkFormat::Json, BulkFormat::NdJson,
                                    BulkFormat::Copy, BulkFormat::SqlInsert, BulkFormat::Xlsx};

std::span<const BulkFormat> offeredFormats() { return Formats; }

QString formatName(BulkFormat format)
{
    switch (format) {
    case BulkFormat::Csv:
        return RowsExportDialog::tr("CSV");
    case BulkFormat::Tsv:
        return RowsExportDialog::tr("TSV (tab-separated)");
    case BulkFormat::Json:
        return RowsExportDialog::tr("JSON (one array)");
    case BulkFormat::NdJson:
        return RowsExportDialog::tr("NDJSON (one object per line)");
    case BulkFormat::SqlInsert:
        return RowsExportDialog::tr("SQL (one INSERT per row)");
    case BulkFormat::Xlsx:
        return RowsExportDialog::tr("Workbook (XLSX)");
    case BulkFormat::Copy:
        return RowsExportDialog::tr("COPY (as psql's \\copy)");
    }
    return {};
}

QString formatNote(BulkFormat format)
{
    switch (format) {
    case BulkFormat::Csv:
    case BulkFormat::Tsv:
        return RowsExportDialog::tr("NULL is empty, an empty string is \"\". Can be read back exactly.");
    case BulkFormat::Json:
    case BulkFormat::NdJson:
        return RowsExportDialog::tr("Numbers and JSON values are kept exactly. Can be read back exactly.");
    case BulkFormat::SqlInsert:
        return RowsExportDialog::tr("Statements that insert the rows into a table of the same name.");
    case BulkFormat::Xlsx:
        return RowsExportDialog::tr("Numbers and times that a spreadsheet would round are written as text. A text of "
                                    "more than 32,767 characters is rejected, not truncated.");
    case BulkFormat::Copy:
        return RowsExportDialog::tr(
            "PostgreSQL's own text format: \\N is NULL. Can be read back exactly, also by psql.");
    }
    return {};
}

namespace {

// What is written, and by whom.
struct FileExport
{
    data::RelationShape shape;
    operations::ExportChoice choice;
    QString path;
    std::shared_ptr<const entity::Entities> entities;
    connection::Session *labels = nullptr; // by which they are read; null where none are wanted
    bool reveals = false;
    QStringList sensitive; // that are revealed
    operations::LockPlace place;
};

// What is sensitive is known before anything is written: a catalog that is still being read says nothing of it.
Result<void> makeKnown(FileExport &what, connection::Session &session)
{
    if (what.entities->catalog().relation(what.shape.oid))
        return {};
    ASSIGN_OR_RETURN(const auto catalog, catalog::CatalogReader(session).readNow());
    what.entities = std::make_shared<const entity::Entities>(entity::modelsFor(*catalog), catalog);
    return {};
}

// Sensitive columns are taken out of it, or the audit log is told of them.
Result<QStringList> withheldFrom(FileExport &what, const data::EditTarget &target)
{
    if (!what.reveals)
        return operations::withholdSensitive(what.choice, target, *what.entities);
    RETURN_IF_ERROR(
        operations::noteRevealingExport(what.place, what.shape.schema + u'.' + what.shape.name, what.sensitive));
    return QStringList();
}

QStringList wordsOf(const std::vector<operations::ReferenceLabels::Unread> &unread)
{
    QStringList words;
    for (const auto &[column, error] : unread)
        words << column + u": "_s + error.message;
    return words;
}

// On the thread of the run.
Result<TransferOutcome> exportFile(
    connection::Session &session, FileExport what, const TransferRun::Notify &notify, const std::stop_token &stop)
{
    ASSIGN_OR_RETURN(auto target, data::readEditTarget(session, what.shape));
    RETURN_IF_ERROR(makeKnown(what, session));
    ASSIGN_OR_RETURN(const QStringList withheld, withheldFrom(what, target));
    ASSIGN_OR_RETURN(auto request, operations::exportRequest(std::move(target), what.choice));
    std::optional<operations::ReferenceLabels> labels;
    if (what.labels) {
        labels.emplace(*what.labels, what.entities);
        RETURN_IF_ERROR(labels->addTo(request));
    }
    const QString &path = what.path;
    operations::RowsFile file;
    if (auto opened = file.open(path); !opened) {
        opened.error().hint = RowsExportDialog::tr("Choose another location.");
        return fail(opened.error());
    }
    const auto reports = operations::exportRows(session, {{std::move(request), &file}}, notify, stop);
    if (!reports) {
        Error error = reports.error();
        if (error.kind == ErrorKind::Io)
            error.hint = RowsExportDialog::tr("Choose another location.");
        return fail(error);
    }
    const data::ExportReport &report = reports->front();
    return TransferOutcome{
        .rows = report.rows,
        .bytes = report.bytes,
        .milliseconds = report.milliseconds,
        .formulas = report.formulas,
        .hidesRows = report.hidesRows,
        .leftOut = withheld,
        .unlabelled = labels ? wordsOf(labels->unread()) : QStringList(),
        .file = path};
}

} // namespace

RowsExportDialog::RowsExportDialog(
    ConnectionController *connection, TaskList *tasks, TransferSubject subject, QWidget *parent)
    : DialogFrame({.title = tr("Export"), .heading = {}, .text = {}}, parent)
    , m_connection(connection)
    , m_entities(connection->entityBook().entities())
    , m_subject(std::move(subject))
    , m_run(new TransferRun(connection, tasks, this))
    , m_panel(new TransferPanel(m_run))
    , m_all(new QRadioButton)
    , m_filtered(new QRadioButton(tr("The filtered rows")))
    , m_selected(new QRadioButton)
    , m_shownColumns(new QCheckBox)
    , m_format(new QComboBox)
    , m_header(new QCheckBox(tr("Include column names")))
    , m_guard(new QCheckBox(tr("Prefix cells that a spreadsheet would evaluate with '")))
    , m_labels(new QCheckBox(tr("With labels beside references")))
    , m_reveal(new QCheckBox(tr("Reveal sensitive columns")))
    , m_sensitive(mutedLabel())
    , m_typed(new TypedNames(
          {m_subject.shape.name}, tr("This is production, and sensitive values leave it. Type the name of the table.")))
    , m_note(mutedLabel())
    , m_file(new QLineEdit)
    , m_choose(button(tr("Choose…")))
    , m_fileNote(mutedLabel())
{
    setObjectName(u"exportDialog"_s);
    setElidedHeading(tr("Export %1.%2").arg(m_subject.shape.schema, m_subject.shape.name));
    buildRows();
    buildFormat();
    buildMeaning();
    buildFile();
    content()->addWidget(m_panel);
    content()->addStretch(1);
    buildButtons();
    connect(m_run, &TransferRun::finished, this, &RowsExportDialog::ended);
    connect(m_run, &TransferRun::progressed, this, &RowsExportDialog::update);
    connect(&connection->entityBook(), &EntityBook::changed, this, [this] {
        if (!m_run->isRunning())
            m_entities = m_connection->entityBook().entities();
        showMeaning();
    });
    formatChosen();
    resizeToWidth(600, 360);
}

void RowsExportDialog::buildRows()
{
    const double estimate = m_subject.shape.estimatedRows;
    m_all->setText(estimate >= 0 ? tr("All rows (about %1)").arg(countText(qint64(estimate))) : tr("All rows"));
    m_selected->setText(tr("The selected rows (%1)").arg(countText(qint64(m_subject.selection.size()))));
    m_filtered->setVisible(!m_subject.filters.isEmpty());
    m_selected->setVisible(!m_subject.selection.empty());
    content()->addWidget(m_all);
    content()->addWidget(m_filtered);
    content()->addWidget(m_selected);
    m_all->setObjectName(u"allRows"_s);
    m_filtered->setObjectName(u"filteredRows"_s);
    m_selected->setObjectName(u"selectedRows"_s);
    // What is seen is what is written, unless more is asked for. One row is selected wherever one stands.
    const bool several = m_subject.selection.size() > 1;
    (several ? m_selected : m_subject.filters.isEmpty() ? m_all : m_filtered)->setChecked(true);
    m_shownColumns->setText(tr("Only visible columns, in their order (%1 of %2)")
                                .arg(m_subject.columns.size())
                                .arg(m_subject.shape.columns.size()));
    QStringList all;
    for (const data::ColumnShape &shape : m_subject.shape.columns)
        all << shape.name;
    const bool differ = !m_subject.columns.isEmpty() && m_subject.columns != all;
    m_shownColumns->setVisible(differ);
    m_shownColumns->setChecked(differ);
    content()->addSpacing(space::tight);
    content()->addWidget(m_shownColumns);
}

void RowsExportDialog::buildFormat()
{
    for (const BulkFormat format : Formats)
        m_format->addItem(formatName(format), int(format));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    QLabel *label = plainLabel(tr("Format"));
    label->setBuddy(m_format);
    m_format->setAccessibleName(label->text());
    m_format->setObjectName(u"format"_s);
    row->addWidget(label);
    row->addWidget(m_format);
    row->addWidget(m_header);
    row->addStretch(1);
    content()->addSpacing(space::tight);
    content()->addLayout(row);
    m_note->setWordWrap(true);
    content()->addWidget(m_note);
    m_guard->setObjectName(u"guard"_s);
    m_guard->setToolTip(tr("The ' becomes part of the value, also when the file is read back"));
    content()->addWidget(m_guard);
    connect(m_guard, &QCheckBox::toggled, this, &RowsExportDialog::formatChosen);
    m_header->setChecked(true);
    connect(m_format, &QComboBox::currentIndexChanged, this, &RowsExportDialog::formatChosen);
}

// What the models say of the table.
void RowsExportDialog::buildMeaning()
{
    m_labels->setObjectName(u"labels"_s);
    m_labels->setToolTip(
        tr("After each reference a column <column>_label: what it refers to, in words. The values stay as they are"));
    m_reveal->setObjectName(u"reveal"_s);
    m_reveal->setToolTip(tr("Otherwise they are left out. Who reveals them is noted in the audit log"));
    m_sensitive->setObjectName(u"sensitive"_s);
    m_sensitive->setTextFormat(Qt::PlainText);
    m_sensitive->setWordWrap(true);
    m_typed->setObjectName(u"revealName"_s);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_labels, m_reveal, m_sensitive, m_typed})
        content()->addWidget(widget);
    connect(m_reveal, &QCheckBox::toggled, this, &RowsExportDialog::showMeaning);
    connect(m_shownColumns, &QCheckBox::toggled, this, &RowsExportDialog::showMeaning);
    connect(m_typed, &TypedNames::changed, this, &RowsExportDialog::update);
}

QStringList RowsExportDialog::sensitiveColumns() const
{
    QStringList columns = entity::sensitiveColumns(*m_entities, m_subject.shape.oid);
    if (m_shownColumns->isChecked())
        columns.removeIf([this](const QString &name) { return !m_subject.columns.contains(name); });
    return columns;
}

void RowsExportDialog::showMeaning()
{
    m_labels->setVisible(
        data::takesBeside(format()) && !entity::labelledColumns(*m_entities, m_subject.shape.oid).empty());
    const QString sensitive = sensitiveColumns().join(u", "_s);
    m_reveal->setVisible(!sensitive.isEmpty());
    m_sensitive->setVisible(!sensitive.isEmpty());
    m_sensitive->setText(
        m_reveal->isChecked() ? tr("In the file, and noted in the audit log: %1").arg(sensitive)
                              : tr("Left out of the file: %1").arg(sensitive));
    m_typed->setVisible(!sensitive.isEmpty() && m_reveal->isChecked() && m_connection->guard().isGuarded());
    update();
    if (isVisible() && layout()->totalHeightForWidth(width()) > height())
        resizeToWidth(width(), height());
}

void RowsExportDialog::buildFile()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    QLabel *label = plainLabel(tr("File"));
    label->setBuddy(m_file);
    m_file->setAccessibleName(label->text());
    m_file->setObjectName(u"file"_s);
    row->addWidget(label);
    row->addWidget(m_file, 1);
    row->addWidget(m_choose);
    content()->addSpacing(space::tight);
    content()->addLayout(row);
    m_fileNote->setWordWrap(true);
    content()->addWidget(m_fileNote);
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (!QFileInfo(folder).isDir())
        folder = QDir::homePath();
    QString name = m_subject.shape.name;
    for (QChar &c : name) {
        if (c == u'/' || c == u'\\' || c.unicode() < 0x20)
            c = u'_';
    }
    m_file->setText(folder + u'/' + name + u".csv"_s);
    connect(m_file, &QLineEdit::textChanged, this, &RowsExportDialog::update);
    connect(m_choose, &QPushButton::clicked, this, &RowsExportDialog::chooseFile);
}

void RowsExportDialog::buildButtons()
{
    m_close = addSafe(tr("Close"));
    m_accept = addAccept(tr("Export"));
    startWith(m_accept);
    connect(m_accept, &QPushButton::clicked, this, &RowsExportDialog::start);
}

RowsExportDialog::Rows RowsExportDialog::rows() const
{
    if (m_selected->isChecked())
        return Rows::Selected;
    return m_filtered->isChecked() ? Rows::Filtered : Rows::All;
}

void RowsExportDialog::setRows(Rows rows)
{
    (rows == Rows::Selected ? m_selected : rows == Rows::Filtered ? m_filtered : m_all)->setChecked(true);
}

BulkFormat RowsExportDialog::format() const { return BulkFormat(m_format->currentData().toInt()); }

void RowsExportDialog::setFormat(BulkFormat format) { m_format->setCurrentIndex(m_format->findData(int(format))); }

QString RowsExportDialog::file() const { return m_file->text().trimmed(); }

void RowsExportDialog::setFile(const QString &path) { m_file->setText(path); }

// The name ends as the format is called, unless it was given another end.
void RowsExportDialog::formatChosen()
{
    const QFileInfo info(file());
    if (data::formatFromKey(info.suffix().toLower()))
        m_file->setText(file().chopped(info.suffix().size()) + data::formatKey(format()));
    const bool named = format() == BulkFormat::Csv || format() == BulkFormat::Tsv || format() == BulkFormat::Xlsx;
    m_header->setVisible(named);
    const bool delimited = format() == BulkFormat::Csv || format() == BulkFormat::Tsv;
    m_guard->setVisible(delimited);
    QString note = formatNote(format());
    if (delimited)
        note += u' '
              + (m_guard->isChecked() ? tr("Except for cells prefixed with '.")
                                      : tr("A spreadsheet evaluates cells that begin with =, +, - or @."));
    m_note->setText(note);
    showMeaning();
}

void RowsExportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Export to"), QFileInfo(file()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(data::formatKey(format()));
    dialog->selectFile(file());
    connect(dialog, &QFileDialog::fileSelected, this, &RowsExportDialog::setFile);
    dialog->open();
}

void RowsExportDialog::update()
{
    const bool running = m_run->isRunning();
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
    const bool possible = !file().isEmpty() && !info.isDir() && info.absoluteDir().exists();
    const bool isNamed = m_typed->isHidden() || m_typed->isComplete();
    m_accept->setEnabled(possible && isNamed && !running);
    m_accept->setText(info.exists() ? tr("Replace and export") : tr("Export"));
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_all, m_filtered, m_selected, m_shownColumns, m_format, m_header, m_guard, m_labels, m_reveal, m_typed,
             m_file, m_choose})
        widget->setEnabled(!running);
}

TransferRun::Work RowsExportDialog::work(connection::Session *labels) const
{
    operations::ExportChoice choice{
        .format = format(),
        .header = m_header->isChecked(),
        .guardsFormulas = m_guard->isChecked(),
        .columns = m_shownColumns->isChecked() ? m_subject.columns : QStringList(),
        .sort = m_subject.sort};
    if (rows() == Rows::Selected)
        choice.selection = m_subject.selection;
    else if (rows() == Rows::Filtered)
        choice.filters = m_subject.filters;
    const FileExport what{
        .shape = m_subject.shape,
        .choice = choice,
        .path = QFileInfo(file()).absoluteFilePath(),
        .entities = m_entities,
        .labels = labels,
        .reveals = m_reveal->isChecked() && !sensitiveColumns().isEmpty(),
        .sensitive = sensitiveColumns(),
        .place = m_connection->destination().lockPlace()};
    return [what](connection::Session &session, const TransferRun::Notify &notify, const std::stop_token &stop) {
        return exportFile(session, what, notify, stop);
    };
}

void RowsExportDialog::start()
{
    if (m_run->isRunning() || !m_accept->isEnabled())
        return;
    TransferRun::Whole whole;
    if (rows() == Rows::Selected)
        whole.rows = qint64(m_subject.selection.size());
    else if (rows() == Rows::All)
        whole.rows = qint64(m_subject.shape.estimatedRows);
    std::shared_ptr<connection::Session> labels;
    if (m_labels->isChecked() && !m_labels->isHidden()) {
        auto taken = m_connection->takeSession(connection::SessionRole::Reader, tr("labels of exported rows"));
        if (!taken)
            return m_panel->showFailed(taken.error());
        labels = *std::move(taken);
    }
    m_readWith = operations::settingsNote(m_connection->connInfo());
    m_run->start(
        connection::SessionRole::Rows, tr("Exporting %1").arg(m_subject.shape.name), whole, work(labels.get()), labels);
}

void RowsExportDialog::ended(const Result<TransferOutcome> &outcome)
{
    update();
    if (!outcome) {
        m_panel->showFailed(outcome.error());
        return;
    }
    QString text = tr("%1 exported to %2 (%3)")
                       .arg(rowsWord(outcome->rows), QFileInfo(outcome->file).fileName(), sizeText(outcome->bytes));
    if (outcome->formulas > 0)
        text += m_guard->isChecked() ? tr("; %n cell(s) were prefixed with '", nullptr, int(outcome->formulas))
                                     : tr("; a spreadsheet would evaluate %n cell(s)", nullptr, int(outcome->formulas));
    if (outcome->hidesRows)
        text +=
            u". "_s + tr("Row-level security applies to your role: rows hidden by its policies are not in the file");
    if (!outcome->leftOut.isEmpty())
        text += u". "_s + tr("Left out, as they are sensitive: %1").arg(outcome->leftOut.join(u", "_s));
    if (!outcome->unlabelled.isEmpty())
        text += u". "_s + tr("Labels are missing of %1").arg(outcome->unlabelled.join(u"; "_s));
    if (!m_readWith.isEmpty())
        text += u". "_s + m_readWith;
    m_panel->showDone(text, outcome->file);
    m_close->setFocus();
}

// Esc ends what runs first.
void RowsExportDialog::reject()
{
    if (m_run->isRunning())
        m_run->cancel();
    else
        QDialog::reject();
}

} // namespace howdah::ui
