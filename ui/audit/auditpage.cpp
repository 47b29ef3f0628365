// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditpage.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "common/icons.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connection/audit/auditexport.h"
#include "entity/referencetext.h"
#include "operations/entities/auditmeaning.h"
#include "value/valuetext.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::AuditEntry;
using connection::AuditReport;
using connection::AuditTransaction;

namespace {

constexpr qsizetype pageLines = 1000;
constexpr int typingMs = 200;
constexpr int shownProblems = 5;
constexpr qsizetype LongestParsed = 100'000; // characters of a statement that is looked through for references

QString asSent(const AuditEntry &entry)
{
    QString sql = entry.sql;
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const auto &value = entry.parameters[i];
        sql += u"\n-- $%1 = %2"_s.arg(i + 1).arg(
            value ? u'\'' + QString(*value).replace(u'\n', u"\n--      "_s) + u'\'' : u"NULL"_s);
    }
    return sql;
}

// By the models of the database that the window is connected to.
std::vector<AuditTransaction>
withoutSensitive(std::vector<AuditTransaction> transactions, const entity::Entities &entities)
{
    for (AuditTransaction &transaction : transactions) {
        for (AuditEntry &entry : transaction.entries)
            entry = operations::withoutSensitive(std::move(entry), entities);
    }
    return transactions;
}

} // namespace

PageFace AuditPage::ownFace() { return {u"audit"_s, tr("Audit"), u"view-history"_s}; }

AuditPage::AuditPage(const PageServices &services, QWidget *parent)
    : Page(ownFace(), parent)
    , m_services(services)
    , m_verify(new QAction(icon(u"dialog-ok-apply"), tr("Verify the log"), this))
    , m_export(new QAction(icon(u"document-export"), tr("Export…"), this))
    , m_more(new QAction(icon(u"go-down"), tr("Show older entries"), this))
    , m_asSent(new QAction(tr("SQL as sent"), this))
    , m_limit(pageLines)
{
    m_asSent->setCheckable(true);
    m_asSent->setToolTip(tr("Parameters as $1, with their values beneath, instead of values in their places"));
    connect(m_asSent, &QAction::toggled, this, &AuditPage::showCurrent);
    m_verify->setToolTip(tr("Check the hash chain from the first entry to the last"));
    m_export->setToolTip(tr("Write the shown entries, and all older ones, to a file"));
    m_more->setEnabled(false);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingMs);
    connect(&m_typing, &QTimer::timeout, this, [this] { read(false); });
    connect(m_verify, &QAction::triggered, this, &AuditPage::verify);
    connect(m_export, &QAction::triggered, this, &AuditPage::askExport);
    connect(m_more, &QAction::triggered, this, [this] { read(true); });
    // Which values are sensitive, and what rows are called.
    EntityBook &book = m_services.connection->entityBook();
    connect(&book, &EntityBook::changed, this, [this] {
        if (m_built && isVisible())
            read(false);
    });
    connect(&book.labels(), &LabelReader::arrived, this, &AuditPage::showReferences);
}

AuditPage::~AuditPage() { m_stop.request_stop(); }

// Made when it is first looked at: the start of the window is not to wait for what nobody sees.
void AuditPage::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::group);
    column->setSpacing(space::inside);
    column->addWidget(buildHead());
    column->addWidget(buildFilters());
    m_news = new Banner(Tone::Neutral);
    m_news->setObjectName(u"auditNews"_s);
    m_news->hide();
    column->addWidget(m_news);
    m_rowNews = new Banner(Tone::Accent);
    m_rowNews->setObjectName(u"auditRow"_s);
    auto *all = button(tr("Show all changes"));
    all->setObjectName(u"auditAllRows"_s);
    m_rowNews->addWidget(all);
    m_rowNews->hide();
    connect(all, &QPushButton::clicked, this, [this] { showRow({}); });
    column->addWidget(m_rowNews);
    m_state = new StateStack(buildBody());
    column->addWidget(m_state, 1);
    m_built = true;
}

QWidget *AuditPage::buildHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(tr("Audit log")));
    row->addStretch(1);
    row->addWidget(buttonFor(m_export));
    row->addWidget(buttonFor(m_verify, ButtonRole::Primary));
    return head;
}

QWidget *AuditPage::buildFilters()
{
    auto *filters = new QWidget;
    auto *row = new QHBoxLayout(filters);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    m_search = new QLineEdit;
    m_search->setObjectName(u"auditSearch"_s);
    m_search->setPlaceholderText(tr("Search SQL, parameters, servers, reasons"));
    m_search->setAccessibleName(tr("Search the audit log"));
    addClearButton(m_search);
    m_kind = new QComboBox;
    m_kind->setObjectName(u"auditKind"_s);
    m_kind->setAccessibleName(tr("Kind of entry"));
    m_kind->addItem(tr("All"), -1);
    m_kind->addItem(tr("Statements"), int(AuditEntry::Kind::Statement));
    m_kind->addItem(tr("Unlocking"), int(AuditEntry::Kind::Unlock));
    m_kind->addItem(tr("Profiles"), int(AuditEntry::Kind::Profile));
    m_period = new QComboBox;
    m_period->setObjectName(u"auditPeriod"_s);
    m_period->setAccessibleName(tr("Period"));
    m_period->addItem(tr("Any time"), -1);
    m_period->addItem(tr("Today"), 0);
    m_period->addItem(tr("Last 7 days"), 6);
    m_period->addItem(tr("Last 30 days"), 29);
    m_table = new QLineEdit;
    m_table->setObjectName(u"auditTable"_s);
    m_table->setPlaceholderText(tr("Table"));
    m_table->setToolTip(tr("Statements that name this table: orders, shop.orders"));
    m_table->setAccessibleName(tr("Table that was changed"));
    m_key = new QLineEdit;
    m_key->setObjectName(u"auditKey"_s);
    m_key->setPlaceholderText(tr("Row key"));
    m_key->setToolTip(tr("Statements that name this row: 42, or id = 42, or tenant_id = 1, id = 42"));
    m_key->setAccessibleName(tr("Key of the row that was changed"));
    row->addWidget(m_search, 3);
    row->addWidget(m_table, 1);
    row->addWidget(m_key, 1);
    row->addWidget(m_kind);
    row->addWidget(m_period);
    for (QLineEdit *field : {m_search, m_table, m_key})
        connect(field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    addClearButton(m_table);
    addClearButton(m_key);
    for (QComboBox *choice : {m_kind, m_period})
        connect(choice, &QComboBox::currentIndexChanged, this, [this] { read(false); });
    return filters;
}

QWidget *AuditPage::buildBody()
{
    m_list = new QTreeView;
    m_list->setObjectName(u"auditLines"_s);
    m_list->setAccessibleName(tr("Entries of the audit log"));
    m_list->setModel(&m_model);
    m_list->setRootIsDecorated(true);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setAlternatingRowColors(false);
    m_list->header()->setStretchLastSection(true);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &AuditPage::showCurrent);
    auto *lines = new QWidget;
    auto *column = new QVBoxLayout(lines);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    column->addWidget(m_list, 1);
    auto *more = buttonFor(m_more);
    more->setVisible(false);
    connect(m_more, &QAction::changed, more, [this, more] { more->setVisible(m_more->isEnabled()); });
    column->addWidget(more, 0, Qt::AlignLeft);

    auto *detail = new QWidget;
    auto *below = new QVBoxLayout(detail);
    below->setContentsMargins(0, space::inside, 0, 0);
    below->setSpacing(space::inside);
    m_detail = plainLabel();
    m_detail->setObjectName(u"auditDetail"_s);
    m_detail->setWordWrap(true);
    m_detail->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sql = new SqlView;
    m_sql->setAccessibleName(tr("The statement"));
    auto *raw = new QCheckBox(m_asSent->text());
    raw->setObjectName(u"auditAsSent"_s);
    raw->setToolTip(m_asSent->toolTip());
    connect(raw, &QCheckBox::toggled, m_asSent, &QAction::setChecked);
    connect(m_asSent, &QAction::toggled, raw, &QCheckBox::setChecked);
    auto *over = new QHBoxLayout;
    over->addWidget(m_detail, 1);
    over->addWidget(raw, 0, Qt::AlignTop);
    below->addLayout(over);
    below->addWidget(m_sql, 1);
    auto *split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(lines);
    split->addWidget(detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    return split;
}

// ---- reading

void AuditPage::activate()
{
    if (!m_built)
        build();
    read(false);
}

void AuditPage::focusSearch()
{
    if (m_search)
        m_search->setFocus(Qt::ShortcutFocusReason);
}

void AuditPage::cancelWork()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
}

connection::AuditFilter AuditPage::filter() const
{
    connection::AuditFilter filter;
    filter.limit = m_limit;
    filter.row = m_row.isEmpty() ? connection::auditedRow(m_table->text(), m_key->text()) : m_row;
    filter.text = m_search->text().trimmed();
    if (const int kind = m_kind->currentData().toInt(); kind >= 0)
        filter.kind = AuditEntry::Kind(kind);
    if (const int days = m_period->currentData().toInt(); days >= 0)
        filter.from = QDate::currentDate().addDays(-days).startOfDay();
    return filter;
}

bool AuditPage::isFiltered() const
{
    return !m_search->text().trimmed().isEmpty() || !filter().row.isEmpty() || m_kind->currentIndex() > 0
        || m_period->currentIndex() > 0;
}

void AuditPage::read(bool more)
{
    if (!m_built)
        return;
    m_reading = true;
    // All again: a transaction may go on beyond what has been read of it.
    m_limit = more ? m_limit + pageLines : pageLines;
    const connection::AuditFilter wanted = filter();
    if (!more)
        m_state->showLoading(tr("Reading the audit log"), [this] { cancelWork(); });
    const auto answer = QtConcurrent::run(
        [wanted, entities = m_services.connection->entityBook().entities(), stop = m_stop.get_token()] {
            auto found = connection::readAuditTransactions(connection::auditFolder(), wanted, stop);
            return found ? withoutSensitive(*std::move(found), *entities) : found;
        });
    m_reads.ask(this, answer, [this](Result<std::vector<AuditTransaction>> found) {
        m_reading = false;
        if (found)
            showTransactions(std::move(*found));
        else
            m_state->showFailed(found.error(), [this] { read(false); });
        Q_EMIT loaded();
    });
}

void AuditPage::showTransactions(std::vector<AuditTransaction> transactions)
{
    qsizetype entries = 0;
    for (const AuditTransaction &one : transactions)
        entries += qsizetype(one.entries.size()) + (one.end ? 1 : 0);
    m_more->setEnabled(entries >= m_limit);
    const int row = m_limit > pageLines ? m_list->currentIndex().row() : 0; // older ones come beneath
    m_model.setTransactions(std::move(transactions));
    if (m_model.rowCount() == 0) {
        m_state->showEmpty(
            isFiltered()
                ? EmptyState{u"edit-find"_s, tr("No matching entries"), tr("Clear the search or change the period."), {}}
                : EmptyState{
                      u"view-history"_s,
                      tr("No changes yet"),
                      tr("Every statement that changes something, and every unlocking of a production server, will be "
                         "listed here with its time, outcome and exact SQL."),
                      {}});
        return;
    }
    m_state->showContent();
    for (int column = 0; column < AuditModel::What; ++column)
        m_list->resizeColumnToContents(column);
    if (m_list->columnWidth(AuditModel::Where) > 280)
        m_list->setColumnWidth(AuditModel::Where, 280);
    m_list->setCurrentIndex(m_model.index(qBound(0, row, m_model.rowCount() - 1), 0));
    showCurrent();
}

void AuditPage::showCurrent()
{
    const QModelIndex at = m_list ? m_list->currentIndex() : QModelIndex();
    if (!at.isValid())
        return;
    const AuditEntry &entry = m_model.entry(at);
    QStringList lines;
    lines << tr("Entry %1, %2, by %3 (process %4)")
                 .arg(
                     countText(entry.number, locale()), entry.at.toUTC().toString(Qt::ISODateWithMs),
                     connection::auditPerson(entry))
                 .arg(entry.process);
    QStringList where{entry.target};
    if (!entry.session.isEmpty())
        where << tr("session “%1”").arg(entry.session);
    if (!entry.settings.isEmpty())
        where << entry.settings;
    if (entry.backendPid != 0)
        where << tr("server process %1").arg(entry.backendPid);
    if (entry.transaction != 0)
        where << tr("transaction %1").arg(entry.transaction);
    lines << where.join(u", "_s);
    if (!entry.text.isEmpty())
        lines << (entry.sqlState.isEmpty() ? entry.text : entry.sqlState + u": "_s + entry.text);
    const bool isWhole = !at.parent().isValid();
    if (isWhole && m_model.transaction(at.row()).end && !m_model.transaction(at.row()).end->text.isEmpty())
        lines << m_model.transaction(at.row()).end->text;
    m_said = lines.join(u'\n');
    showReferences();
    QStringList statements;
    if (isWhole) {
        constexpr qsizetype ShownStatements = 200;
        constexpr qsizetype ShownCharacters = 1 << 18;
        const auto &entries = m_model.transaction(at.row()).entries;
        qsizetype characters = 0;
        for (const AuditEntry &one : entries) {
            if (statements.size() == ShownStatements || characters > ShownCharacters) {
                statements << u"-- "_s
                                  + tr(
                                      "%n more; open the transaction to see each", nullptr,
                                      int(qsizetype(entries.size()) - statements.size()));
                break;
            }
            statements << (m_asSent->isChecked() ? asSent(one) : connection::readableSql(one));
            characters += statements.constLast().size();
        }
    } else {
        statements << (m_asSent->isChecked() ? asSent(entry) : connection::readableSql(entry));
    }
    const QString sql = statements.join(u";\n\n"_s);
    m_sql->setSql(sql);
    m_sql->setVisible(!sql.isEmpty());
}

void AuditPage::showReferences()
{
    const QModelIndex at = m_list ? m_list->currentIndex() : QModelIndex();
    if (!at.isValid())
        return;
    const QStringList references = referencesOf(m_model.entry(at));
    m_detail->setText(references.isEmpty() ? m_said : m_said + u'\n' + references.join(u'\n'));
}

// What the rows are called that the values of a statement refer to; asked for where it is not known yet.
QStringList AuditPage::referencesOf(const AuditEntry &entry)
{
    ConnectionController &connection = *m_services.connection;
    const bool isHere = connection.isConnected() && entry.target == connection::describe(connection.target());
    if (!isHere || entry.sql.size() > LongestParsed)
        return {};
    QStringList lines;
    LabelReader &labels = connection.entityBook().labels();
    std::vector<entity::LabelWish> wishes;
    for (const operations::AuditReference &one : operations::referencesIn(entry, *connection.entityBook().entities())) {
        wishes.push_back({one.source, {one.key()}});
        const auto label = labels.label(one.source, one.key());
        if (label && !label->isEmpty())
            lines << tr("%1: %2").arg(
                singleLine(one.column, 60), entity::referenceText(singleLine(*label, 120), one.value));
    }
    labels.want(std::move(wishes));
    return lines;
}

// ---- one row

void AuditPage::openPlace(const QString &subject)
{
    const QJsonObject object = QJsonDocument::fromJson(subject.toUtf8()).object();
    connection::AuditedRow row{object[u"schema"_s].toString(), object[u"table"_s].toString(), {}, false};
    for (const QJsonValue part : object[u"key"_s].toArray())
        row.key.emplace_back(part[0].toString(), part[1].toString());
    if (!row.table.isEmpty())
        showRow(row);
}

void AuditPage::showRow(const connection::AuditedRow &row)
{
    if (!m_built)
        build();
    m_row = row;
    QStringList key;
    for (const auto &[column, value] : row.key)
        key << column + u" = "_s + value.left(60);
    m_rowNews->setText(tr("Changes of the row of %1.%2 with %3").arg(row.schema, row.table, key.join(tr(" and "))));
    m_rowNews->setVisible(!row.isEmpty());
    for (QWidget *each : {m_table, m_key})
        each->setEnabled(row.isEmpty());
    if (!row.isEmpty()) {
        const QSignalBlocker noSearch(m_search);
        const QSignalBlocker noKind(m_kind);
        const QSignalBlocker noPeriod(m_period);
        m_search->clear();
        m_kind->setCurrentIndex(0);
        m_period->setCurrentIndex(0);
    }
    read(false);
}

// ---- verifying and exporting

void AuditPage::notify(Tone tone, const QString &text)
{
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->show();
    Q_EMIT reported();
}

void AuditPage::verify()
{
    if (m_task.isRunning())
        return;
    if (!m_built)
        build();
    m_task = m_services.tasks->start(tr("Verifying the audit log"), [this] { cancelWork(); });
    const auto answer = QtConcurrent::run(
        [stop = m_stop.get_token()] { return connection::verifyAudit(connection::auditFolder(), stop); });
    whenDone(this, answer, [this](const Result<AuditReport> &report) {
        m_task.finish();
        if (report)
            showReport(*report);
        else
            notify(Tone::Failed, report.error().message);
    });
}

void AuditPage::showReport(const AuditReport &report)
{
    QStringList lines;
    if (report.isWhole()) {
        lines << tr("The log is intact: %n entries, each chained to the previous one.", nullptr, int(report.entries));
        if (!report.lastHash.isEmpty())
            lines << tr("Keep the last hash elsewhere to prove this later: %1").arg(report.lastHash);
    } else {
        lines << tr("The log was tampered with or damaged: %n problem(s).", nullptr, int(report.problems.size()));
        for (const connection::AuditProblem &problem : report.problems) {
            if (lines.size() > shownProblems)
                break;
            lines << tr("%1, entry %2: %3").arg(problem.file.section(u'/', -1)).arg(problem.line).arg(problem.text);
        }
    }
    for (const connection::AuditWitness &witness : report.witnesses)
        lines << tr("Compared with entry %1 in %2.")
                     .arg(witness.end.number)
                     .arg(connection::auditPlaceName(witness.place));
    if (!report.noKeychain.isEmpty())
        lines << tr("No anchor in the keychain: %1").arg(report.noKeychain);
    if (report.torn > 0)
        lines << tr("%n entries were cut off by a crash.", nullptr, int(report.torn));
    notify(report.isWhole() ? Tone::Proven : Tone::Failed, lines.join(u'\n'));
}

void AuditPage::askExport()
{
    if (!m_built)
        build();
    auto *dialog = new QFileDialog(this, tr("Export the audit log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("CSV (*.csv)"), tr("JSON (*.json)")});
    dialog->selectFile(u"audit-%1.csv"_s.arg(QDate::currentDate().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &AuditPage::exportTo);
    dialog->open();
}

void AuditPage::exportTo(const QString &file)
{
    if (!m_built)
        build();
    connection::AuditFilter wanted = filter();
    wanted.limit = std::numeric_limits<qsizetype>::max();
    const auto format = file.endsWith(".json"_L1) ? connection::AuditFormat::Json : connection::AuditFormat::Csv;
    m_task = m_services.tasks->start(tr("Exporting the audit log"), [this] { cancelWork(); });
    const auto answer = QtConcurrent::run([wanted, file, format, stop = m_stop.get_token()] {
        return connection::exportAudit(connection::auditFolder(), wanted, file, format, stop);
    });
    whenDone(this, answer, [this, file](const Result<qint64> &written) {
        m_task.finish();
        if (written)
            notify(Tone::Applied, tr("%n entries written to %1", nullptr, int(*written)).arg(file));
        else
            notify(Tone::Failed, written.error().message + u' ' + written.error().hint);
    });
}

} // namespace howdah::ui
