// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/compare/comparedview.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "query/result/compare/comparedmodel.h"
#include "value/celldelegate.h"
#include "value/valuetext.h"

#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QSaveFile>
#include <QTableView>
#include <QToolButton>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::Comparison;

ComparedView::ComparedView(
    const PageServices &services, query::CompareSide left, query::CompareSide right, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_left(std::move(left))
    , m_right(std::move(right))
    , m_model(new ComparedModel(this))
    , m_table(new QTableView(this))
{
    setObjectName(u"comparedView"_s);
    m_pool.setMaxThreadCount(1);
    makeActions();
    makeTable();
    m_states = new StateStack(m_table, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addWidget(m_states, 1);
    constexpr int TickMs = 200;
    m_tick.setInterval(TickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_progress)
            m_task.setProgress({}, double(*m_progress) / 1000);
    });
    match();
    m_wish.key = query::guessKey(m_match, m_left.columns, m_right.columns);
    fillKeys();
    compare();
}

ComparedView::~ComparedView()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

// ---- building

QAction *ComparedView::make(const QString &name, QStringView iconName, const QString &text, const QString &tip)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setObjectName(name);
    action->setToolTip(tip);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void ComparedView::makeActions()
{
    m_only = make(u"onlyDifferences"_s, u"view-filter", tr("Only differences"), tr("Leave out rows that are the same"));
    m_only->setCheckable(true);
    m_only->setChecked(true);
    m_previous = make(
        u"previousDifference"_s, u"go-up", tr("Previous difference"), tr("Go to the previous difference (Shift+F8)"));
    m_previous->setShortcut(Qt::SHIFT | Qt::Key_F8);
    m_next = make(u"nextDifference"_s, u"go-down", tr("Next difference"), tr("Go to the next difference (F8)"));
    m_next->setShortcut(Qt::Key_F8);
    m_swap = make(u"swapSides"_s, u"object-flip-horizontal", tr("Swap"), tr("Compare the other way round"));
    m_again = make(u"compareAgain"_s, u"view-refresh", tr("Compare again"), tr("With the rows that have come since"));
    m_copy =
        make(u"copyDifferences"_s, u"edit-copy", tr("Copy"), tr("Copy the selected lines, both sides of each column"));
    m_copy->setShortcut(QKeySequence::Copy);
    m_export = make(u"exportDifferences"_s, u"document-export", tr("Export..."), tr("Write the differences to a file"));
    m_close = make(u"closeComparison"_s, u"window-close", tr("Close"), tr("Close the comparison"));
    m_emptyShowAll = new QAction(tr("Show all rows"), this);
    connect(m_emptyShowAll, &QAction::triggered, this, [this] { m_only->setChecked(false); });
    connect(m_only, &QAction::toggled, this, [this](bool on) {
        m_model->setOnlyDifferences(on);
        showState();
        updateActions();
    });
    connect(m_next, &QAction::triggered, this, [this] { step(1); });
    connect(m_previous, &QAction::triggered, this, [this] { step(-1); });
    connect(m_swap, &QAction::triggered, this, &ComparedView::swap);
    connect(m_again, &QAction::triggered, this, &ComparedView::compare);
    connect(m_copy, &QAction::triggered, this, &ComparedView::copy);
    connect(m_export, &QAction::triggered, this, &ComparedView::askFile);
    connect(m_close, &QAction::triggered, this, &ComparedView::closeWanted);
}

static QToolButton *faceOf(QAction *action, QWidget *parent)
{
    auto *face = new QToolButton(parent);
    face->setDefaultAction(action);
    face->setAutoRaise(true);
    face->setAccessibleName(action->text());
    return face;
}

QWidget *ComparedView::makeHead()
{
    auto *head = new QWidget(this);
    m_title = new ElidedLabel(head);
    m_summary = new ElidedLabel(head);
    m_summary->setObjectName(u"compareSummary"_s);
    m_remarks = new ElidedLabel(head);
    m_remarks->setMuted();
    m_keyMenu = new QMenu(head);
    m_keyButton = new QToolButton(head);
    m_keyButton->setObjectName(u"compareKey"_s);
    m_keyButton->setMenu(m_keyMenu);
    m_keyButton->setPopupMode(QToolButton::InstantPopup);
    m_keyButton->setToolTip(tr("By which columns rows belong together"));
    m_sameness = new QComboBox(head);
    m_sameness->addItem(tr("as values"), int(query::Sameness::Values));
    m_sameness->addItem(tr("as texts"), int(query::Sameness::Texts));
    m_sameness->setToolTip(tr("As values 1.0 is 1.00, and an instant is itself in any zone; as texts they differ"));
    m_sameness->setAccessibleName(tr("How values are compared"));
    connect(m_sameness, &QComboBox::currentIndexChanged, this, [this] {
        setSameness(query::Sameness(m_sameness->currentData().toInt()));
    });
    auto *first = new QHBoxLayout;
    first->addWidget(m_title, 1);
    first->addWidget(m_keyButton);
    first->addWidget(m_sameness);
    for (QAction *action : {m_swap, m_again, m_close})
        first->addWidget(faceOf(action, head));
    auto *second = new QHBoxLayout;
    second->addWidget(m_summary, 1);
    for (QAction *action : {m_only, m_previous, m_next, m_copy, m_export})
        second->addWidget(faceOf(action, head));
    auto *lines = new QVBoxLayout(head);
    lines->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    lines->setSpacing(space::tight);
    lines->addLayout(first);
    lines->addLayout(second);
    lines->addWidget(m_remarks);
    return head;
}

void ComparedView::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setCornerButtonEnabled(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Compared rows"));
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(ui::rowHeight());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ComparedView::updateActions);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ComparedView::updateActions);
    connect(m_model, &ComparedModel::failed, this, [this](const Error &error) { Q_EMIT said(error.message); });
}

// ---- what is compared

void ComparedView::match()
{
    m_match = query::matchColumns(m_left.columns, m_right.columns);
    m_wish.columns = m_match.both;
    m_title->setText(tr("%1 compared with %2").arg(m_left.title, m_right.title));
}

void ComparedView::fillKeys()
{
    m_keyMenu->clear();
    for (int at = 0; at < int(m_match.both.size()); ++at) {
        const QString name = m_left.columns[size_t(m_match.both[size_t(at)].left)].shape.name;
        QAction *column = m_keyMenu->addAction(singleLine(name, 60).replace(u'&', u"&&"_s));
        column->setCheckable(true);
        column->setChecked(std::ranges::find(m_wish.key, at) != m_wish.key.end());
        connect(column, &QAction::toggled, this, [this, at](bool on) {
            std::erase(m_wish.key, at);
            if (on)
                m_wish.key.push_back(at);
            std::ranges::sort(m_wish.key);
            tell();
            compare();
        });
    }
    tell();
}

void ComparedView::tell()
{
    const QString names = key().join(u", "_s);
    m_keyButton->setText(names.isEmpty() ? tr("by whole rows") : tr("by %1").arg(singleLine(names, 40)));
    m_keyButton->setAccessibleName(m_keyButton->text());
}

void ComparedView::setKey(const QStringList &names)
{
    m_wish.key.clear();
    for (int at = 0; at < int(m_match.both.size()); ++at) {
        if (names.contains(m_left.columns[size_t(m_match.both[size_t(at)].left)].shape.name))
            m_wish.key.push_back(at);
    }
    fillKeys();
    compare();
}

QStringList ComparedView::key() const
{
    QStringList names;
    for (const int at : m_wish.key)
        names << m_left.columns[size_t(m_match.both[size_t(at)].left)].shape.name;
    return names;
}

void ComparedView::setSameness(query::Sameness sameness)
{
    if (std::exchange(m_wish.sameness, sameness) == sameness)
        return;
    m_sameness->setCurrentIndex(m_sameness->findData(int(sameness)));
    compare();
}

void ComparedView::swap()
{
    const QStringList names = key();
    std::swap(m_left, m_right);
    match();
    setKey(names);
}

void ComparedView::compare()
{
    m_stop.request_stop();
    m_stop = {};
    if (m_match.both.empty()) {
        m_model->clear();
        updateActions();
        return m_states->showEmpty(
            {u"dialog-information"_s,
             tr("Nothing to compare"),
             tr("The results have no column of the same name."),
             {}});
    }
    m_isComparing = true;
    m_progress = std::make_shared<std::atomic<int>>(0);
    const auto cancel = [this] { m_stop.request_stop(); };
    m_states->showLoading(tr("Comparing"), cancel);
    m_task = m_services.tasks->start(tr("Comparing results"), cancel);
    m_tick.start();
    updateActions();
    m_asked.ask(
        this,
        QtConcurrent::run(
            &m_pool,
            [left = m_left, right = m_right, wish = m_wish, stop = m_stop.get_token(), progress = m_progress] {
                return query::compareRows(
                    *left.rows, left.columns, *right.rows, right.columns, wish, stop, progress.get());
            }),
        [this](const Result<std::shared_ptr<const Comparison>> &comparison) { take(comparison); });
}

void ComparedView::take(const Result<std::shared_ptr<const Comparison>> &comparison)
{
    m_isComparing = false;
    m_tick.stop();
    m_task.finish();
    if (!comparison) {
        m_model->clear();
        m_states->showFailed(comparison.error(), [this] { compare(); });
    } else {
        m_model->show(*comparison, m_left, m_right, m_only->isChecked());
        showState();
        fitColumns();
        connect(m_model, &QAbstractItemModel::dataChanged, this, &ComparedView::fitColumns, Qt::SingleShotConnection);
    }
    m_summary->setText(summary());
    m_remarks->setText(remarks());
    m_remarks->setVisible(!remarks().isEmpty());
    updateActions();
    Q_EMIT compared();
}

// By the first rows that are read.
void ComparedView::fitColumns()
{
    constexpr int MostFitted = 100;
    constexpr int MostLetters = 45;
    if (m_model->columnCount() > MostFitted)
        return m_table->resizeColumnToContents(0);
    m_table->resizeColumnsToContents();
    const int most = fontMetrics().averageCharWidth() * MostLetters;
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), most));
}

// ---- what came of it

QString ComparedView::summary() const
{
    const auto &known = m_model->comparison();
    if (!known)
        return {};
    const QLocale locale;
    if (known->differences() == 0)
        return tr("No differences in %n row(s)", nullptr, int(known->same));
    return tr("%1 changed, %2 added, %3 removed, %4 the same")
        .arg(
            locale.toString(known->changed), locale.toString(known->added), locale.toString(known->removed),
            locale.toString(known->same));
}

static QString namesOf(const std::vector<int> &columns, const query::CompareSide &side)
{
    QStringList names;
    for (const int column : columns)
        names << side.columns[size_t(column)].shape.name;
    return singleLine(names.join(u", "_s), 80);
}

QString ComparedView::remarks() const
{
    const auto &known = m_model->comparison();
    if (!known)
        return {};
    const QLocale locale;
    QStringList words;
    if (!m_match.leftOnly.empty())
        words << tr("only in %1: %2").arg(m_left.title, namesOf(m_match.leftOnly, m_left));
    if (!m_match.rightOnly.empty())
        words << tr("only in %1: %2").arg(m_right.title, namesOf(m_match.rightOnly, m_right));
    if (!known->wish.key.empty() && known->leftRepeated + known->rightRepeated > 0)
        words << tr("the key does not identify each row: %1 and %2 rows repeat one")
                     .arg(locale.toString(known->leftRepeated), locale.toString(known->rightRepeated));
    if (!known->wish.key.empty() && known->nullKeys > 0)
        words << tr("%n row(s) have NULL in the key", nullptr, int(known->nullKeys));
    for (const query::CompareSide *side : {&m_left, &m_right}) {
        if (!side->rows->isFinished())
            words << tr("%1 is still coming").arg(side->title);
    }
    if (known->isCut)
        words << tr("the first %1 differences are listed").arg(locale.toString(qint64(known->rows.size())));
    else if (!known->hasSame)
        words << tr("rows that are the same are too many to be listed");
    return words.join(u"; "_s);
}

void ComparedView::showState()
{
    if (m_isComparing || !m_model->comparison())
        return;
    if (m_model->rowCount() > 0)
        return m_states->showContent();
    QList<QAction *> ways;
    if (m_only->isChecked() && m_model->comparison()->hasSame && m_model->comparison()->same > 0)
        ways << m_emptyShowAll;
    m_states->showEmpty({u"dialog-ok"_s, tr("No differences"), summary(), ways});
}

void ComparedView::updateActions()
{
    const bool isThere = !m_isComparing && m_model->rowCount() > 0;
    const auto &known = m_model->comparison();
    m_only->setEnabled(known && known->hasSame);
    m_next->setEnabled(isThere && known->differences() > 0);
    m_previous->setEnabled(m_next->isEnabled());
    m_copy->setEnabled(isThere);
    m_export->setEnabled(!m_isComparing && known && known->differences() > 0);
}

void ComparedView::step(int by)
{
    const QModelIndex current = m_table->currentIndex();
    int from = current.isValid() ? current.row() : by > 0 ? -1 : m_model->rowCount();
    const int to = m_model->nextDifference(from, by);
    if (to < 0)
        return Q_EMIT said(
            by > 0 ? tr("There is no further difference") : tr("There is no difference before this one"));
    const QModelIndex index = m_model->index(to, qMax(0, current.column()));
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
}

// ---- taking it along

std::vector<query::ComparedRow> ComparedView::selectedRows() const
{
    std::vector<query::ComparedRow> rows;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(m_model->row(row));
    }
    if (rows.empty() && m_table->currentIndex().isValid())
        rows.push_back(m_model->row(m_table->currentIndex().row()));
    return rows;
}

void ComparedView::write(
    std::vector<query::ComparedRow> rows, query::DifferenceForm form, const QString &path,
    std::function<void(const Result<QByteArray> &)> handler)
{
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [left = m_left, right = m_right, wish = m_model->comparison()->wish, rows = std::move(rows), form, path,
             stop = m_stop.get_token()]() -> Result<QByteArray> {
                if (path.isEmpty()) {
                    QBuffer buffer;
                    buffer.open(QIODevice::WriteOnly);
                    const auto done = query::writeDifferences(buffer, form, left, right, wish, rows, stop);
                    return done ? Result<QByteArray>(buffer.data()) : fail(done.error());
                }
                QSaveFile file(path);
                if (!file.open(QIODevice::WriteOnly))
                    return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, file.errorString()));
                const auto done = query::writeDifferences(file, form, left, right, wish, rows, stop);
                if (!done)
                    return fail(done.error());
                if (!file.commit())
                    return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, file.errorString()));
                return QByteArray();
            }),
        std::move(handler));
}

void ComparedView::copy()
{
    auto rows = selectedRows();
    const auto count = int(rows.size());
    write(std::move(rows), query::DifferenceForm::Tsv, {}, [this, count](const Result<QByteArray> &text) {
        if (!text)
            return Q_EMIT said(text.error().message);
        auto *mime = new QMimeData;
        mime->setData(u"text/plain"_s, *text);
        QGuiApplication::clipboard()->setMimeData(mime);
        Q_EMIT said(tr("%n row(s) copied", nullptr, count));
    });
}

void ComparedView::exportTo(const QString &path, std::function<void(const Result<void> &)> handler)
{
    std::vector<query::ComparedRow> rows;
    std::ranges::copy_if(m_model->comparison()->rows, std::back_inserter(rows), [](const query::ComparedRow &row) {
        return !row.isSame;
    });
    write(
        std::move(rows), query::DifferenceForm::Csv, path,
        [handler = std::move(handler)](const Result<QByteArray> &done) {
            handler(done ? Result<void>() : fail(done.error()));
        });
}

void ComparedView::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Export the differences"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Comma-separated values (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"differences.csv"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        exportTo(path, [this, path](const Result<void> &done) {
            Q_EMIT said(done ? tr("%1 was written").arg(path) : done.error().message);
        });
    });
    dialog->open();
}

} // namespace howdah::ui
