// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"

#include "browse/celldelegate.h"
#include "browse/filterbar.h"
#include "browse/gridview.h"
#include "browse/objecttree.h"
#include "browse/recordpanel.h"
#include "browse/rowspane.h"
#include "browse/structureview.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "data/catalogshape.h"

#include <QAction>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLocale>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// The record follows the cursor when it rests, not while an arrow key repeats.
constexpr int RecordRestMs = 80;
constexpr int MostHeaders = 100;

BrowsePage::BrowsePage(const PageServices &services, QWidget *parent)
    : Page(parent)
    , m_services(services)
    , m_tree(new ObjectTree(this))
    , m_rows(new RowsPane(services.connection, services.tasks, this))
    , m_record(new RecordPanel(this))
    , m_structure(new StructureView(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_toggleRecord(new QAction(tr("Record"), this))
    , m_addFilter(new QAction(tr("Filter the rows"), this))
    , m_refresh(new QAction(tr("Refresh"), this))
    , m_showRows(new QAction(tr("Show rows"), this))
    , m_showStructure(new QAction(tr("Show structure"), this))
{
    makeActions();
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(makeCentre());
    m_splitter->addWidget(m_record);
    m_splitter->setStretchFactor(1, 1);
    m_tree->setMinimumWidth(200);
    m_record->setMinimumWidth(220);
    m_splitter->setSizes({260, 628, 302}); // the record shows a uuid on one line
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_recordTimer.setSingleShot(true);
    m_recordTimer.setInterval(RecordRestMs);
    connectAll();
    connectionChanged();
}

BrowsePage::~BrowsePage() = default;

QString BrowsePage::iconName() const { return u"view-list-tree"_s; }
QString BrowsePage::key() const { return u"browse"_s; }

void BrowsePage::makeActions()
{
    m_toggleRecord->setCheckable(true);
    m_toggleRecord->setChecked(true);
    m_toggleRecord->setIcon(icon(u"view-right-new"_s));
    m_toggleRecord->setShortcut(QKeySequence(u"Ctrl+R"_s));
    m_toggleRecord->setToolTip(tr("Show or hide the current record"));
    connect(m_toggleRecord, &QAction::toggled, this, [this](bool on) {
        m_record->setVisible(on);
        scheduleRecord();
    });
    m_addFilter->setIcon(icon(u"view-filter"_s));
    m_addFilter->setShortcut(QKeySequence(u"Ctrl+Shift+F"_s));
    connect(m_addFilter, &QAction::triggered, this, [this] {
        showView(View::Rows);
        m_rows->filterBar()->addFilter(QString());
    });
    m_refresh->setIcon(icon(u"view-refresh"_s));
    connect(m_refresh, &QAction::triggered, this, &BrowsePage::refresh);
    connect(m_showRows, &QAction::triggered, this, [this] { showView(View::Rows); });
    connect(m_showStructure, &QAction::triggered, this, [this] { showView(View::Structure); });
    addActions({m_toggleRecord, m_addFilter});
}

QWidget *BrowsePage::makeHead()
{
    auto *head = new QWidget(this);
    // Long names and comments are cut rather than pushing the buttons out.
    m_heading = new ElidedLabel(head);
    m_heading->setFont(headingFont(1));
    m_subtitle = new ElidedLabel(head);
    m_subtitle->setMuted();
    m_tabs = new QTabBar(head);
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_tabs->addTab(tr("Rows"));
    m_tabs->addTab(tr("Structure"));
    m_tabs->setAccessibleName(tr("Rows or structure"));
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) { showView(View(index)); });
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_heading);
    names->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(space::group, space::inside, space::inside, space::inside);
    layout->setSpacing(space::inside);
    layout->addLayout(names, 1);
    layout->addWidget(m_tabs);
    layout->addSpacing(space::inside);
    layout->addWidget(buttonFor(m_addFilter, ButtonRole::Plain, head));
    layout->addWidget(buttonFor(m_toggleRecord, ButtonRole::Plain, head));
    return head;
}

QWidget *BrowsePage::makeCentre()
{
    auto *content = new QWidget(this);
    m_views = new QStackedWidget(content);
    m_views->addWidget(m_rows);
    m_views->addWidget(m_structure);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addWidget(separator(Qt::Horizontal, content));
    layout->addWidget(m_views, 1);
    m_states = new StateStack(content, this);
    return m_states;
}

void BrowsePage::connectAll()
{
    ConnectionController *connection = m_services.connection;
    connect(connection, &ConnectionController::catalogChanged, this, &BrowsePage::catalogChanged);
    connect(connection, &ConnectionController::stateChanged, this, &BrowsePage::connectionChanged);
    connect(connection, &ConnectionController::catalogFailed, this, [this](const Error &error) {
        m_tree->setFailed(error, [this] { m_services.connection->refreshCatalog(); });
    });
    connect(m_tree, &ObjectTree::relationSelected, this, &BrowsePage::openRelation);
    connect(m_tree, &ObjectTree::relationActivated, this, [this](quint32 oid) {
        openRelation(oid);
        m_rows->grid()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_structure, &StructureView::relationActivated, this, &BrowsePage::openRelation);
    connect(m_rows, &RowsPane::currentRowChanged, this, &BrowsePage::scheduleRecord);
    connect(m_rows, &RowsPane::rowsShown, this, [this] {
        m_rows->restoreHeader(QByteArray::fromBase64(m_headers.value(relationKey()).toString().toLatin1()));
        scheduleRecord();
        Q_EMIT tourProgressed();
    });
    connect(&m_recordTimer, &QTimer::timeout, this, &BrowsePage::fetchRecord);
}

// ---- the connection and its catalog

// The line was lost, and the same connection is being made again: the rows that were read stay meanwhile.
bool BrowsePage::isReturning() const
{
    return m_oid != 0 && !m_lostLabel.isEmpty() && m_lostLabel == m_services.connection->label();
}

void BrowsePage::forgetConnection()
{
    m_lostLabel.clear();
    m_catalog.reset();
    leaveRelation();
    m_tree->clear();
}

void BrowsePage::connectionChanged()
{
    const ConnectionController *connection = m_services.connection;
    switch (connection->state()) {
    case ConnectionController::State::Disconnected:
        forgetConnection();
        m_states->showEmpty(
            {u"network-disconnect"_s,
             tr("Not connected"),
             tr("Choose a connection at the top to see what a database holds."),
             {}});
        break;
    case ConnectionController::State::Connecting:
        if (isReturning())
            break;
        forgetConnection();
        m_tree->setLoading();
        m_states->showLoading(connection->progressText(), [this] { m_services.connection->cancel(); });
        break;
    case ConnectionController::State::Connected:
        m_lostLabel.clear();
        if (m_oid != 0)
            m_rows->reconnected();
        else
            showCurrent();
        break;
    case ConnectionController::State::Lost:
        m_lostLabel = connection->label();
        m_rows->connectionLost(connection->error());
        break;
    case ConnectionController::State::Failed:
        if (isReturning()) {
            m_rows->connectionLost(connection->error());
            break;
        }
        forgetConnection();
        m_states->showFailed(connection->error(), [this] { m_services.connection->reconnect(); });
        break;
    }
    Q_EMIT tourProgressed();
}

void BrowsePage::catalogChanged(const catalog::Snapshot &catalog)
{
    if (!catalog) {
        // The connection is being left. Whether for good is known when the next state comes.
        if (m_lostLabel.isEmpty())
            forgetConnection();
        return;
    }
    m_catalog = catalog;
    m_tree->setCatalog(catalog);
    if (m_wanted) {
        if (const catalog::Relation *relation = catalog->relation(m_wanted->first, m_wanted->second)) {
            m_wanted.reset();
            openRelation(relation->oid);
            return;
        }
    }
    if (m_oid != 0 && !catalog->relation(m_oid))
        leaveRelation(); // dropped, or renamed into another's place
    showCurrent();
    Q_EMIT tourProgressed();
}

void BrowsePage::openObject(const QString &schema, const QString &name)
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(schema, name) : nullptr;
    if (relation)
        openRelation(relation->oid);
    else
        m_wanted = {schema, name};
}

void BrowsePage::openRelation(quint32 oid)
{
    if (oid == m_oid && m_rowsOpen)
        return;
    rememberHeader();
    m_oid = oid;
    m_rowsOpen = false;
    m_record->clear();
    m_tree->selectRelation(oid);
    showCurrent();
}

void BrowsePage::leaveRelation()
{
    rememberHeader();
    m_oid = 0;
    m_rowsOpen = false;
    m_rows->close();
    m_structure->clear();
    m_record->clear();
}

void BrowsePage::showCurrent()
{
    if (!m_catalog)
        return;
    const catalog::Relation *relation = m_oid == 0 ? nullptr : m_catalog->relation(m_oid);
    if (!relation) {
        m_states->showEmpty(
            {u"view-list-tree"_s,
             tr("Nothing is open"),
             tr("Choose a table at the left, or press Ctrl+P and type its name."),
             {}});
        return;
    }
    updateHead();
    m_structure->setRelation(m_catalog, m_oid);
    const std::optional<data::RelationShape> shape =
        m_catalog->stage == catalog::Stage::Relations ? std::nullopt : data::shapeOf(*m_catalog, m_oid);
    if (!shape) {
        m_states->showLoading(tr("Reading the columns"));
        return;
    }
    m_states->showContent();
    if (m_rowsOpen) {
        m_rows->update(*shape);
    } else {
        m_rowsOpen = true;
        m_rows->open(*shape);
    }
}

static QString kindText(const catalog::Relation &relation)
{
    using enum catalog::RelationKind;
    switch (relation.kind) {
    case Table:
        return relation.isPartition ? BrowsePage::tr("partition") : BrowsePage::tr("table");
    case PartitionedTable:
        return BrowsePage::tr("partitioned table");
    case View:
        return BrowsePage::tr("view");
    case MaterializedView:
        return BrowsePage::tr("materialized view");
    case ForeignTable:
        return BrowsePage::tr("foreign table");
    case Sequence:
        return BrowsePage::tr("sequence");
    }
    return {};
}

void BrowsePage::updateHead()
{
    const catalog::Relation *relation = m_catalog->relation(m_oid);
    m_heading->setText(singleLine(relation->schema + u'.' + relation->name));
    QStringList words{kindText(*relation)};
    if (relation->totalBytes >= 0)
        words << QLocale().formattedDataSize(relation->totalBytes, 1, QLocale::DataSizeTraditionalFormat);
    if (!relation->comment.isEmpty())
        words << singleLine(relation->comment, 160);
    m_subtitle->setText(words.join(u" · "_s));
}

// ---- the record

void BrowsePage::scheduleRecord()
{
    ++m_recordTicket; // what is on its way is of another row
    m_recordTimer.start();
}

void BrowsePage::fetchRecord()
{
    if (!m_toggleRecord->isChecked() || m_oid == 0)
        return;
    const int row = m_rows->grid()->table()->currentIndex().row();
    GridModel *model = m_rows->model();
    if (row < 0 || !model->isOpen() || row >= model->rowCount())
        return m_record->clear();
    m_record->setLoading();
    const auto ticket = m_recordTicket;
    model->fetchRecord(row, [this, ticket](const Result<connection::RowBatch> &answer) {
        if (ticket != m_recordTicket)
            return;
        if (!answer && answer.error().kind == ErrorKind::Cancelled)
            return m_recordTimer.start(); // a page took the session's turn; ask again
        if (!answer)
            return m_record->setError(answer.error(), [this] { fetchRecord(); });
        if (answer->rowCount() == 0)
            return m_record->setError(makeError(
                ErrorKind::NotFound, tr("The row is not there any more"),
                tr("It was changed or deleted. Refresh with F5.")));
        RecordValues values;
        for (qsizetype i = 0; i < qsizetype(m_rows->shape().columns.size()); ++i)
            values.push_back(answer->value(0, i));
        m_record->setRecord(m_rows->shape().columns, std::move(values));
        Q_EMIT tourProgressed();
    });
}

// ---- what the shell asks

QList<QAction *> BrowsePage::paletteActions() const
{
    return QList<QAction *>{m_refresh,           m_showRows,     m_showStructure,
                            m_addFilter,         m_toggleRecord, m_rows->countAction(),
                            m_rows->copyAction()}
         + m_record->paletteActions();
}

void BrowsePage::activate()
{
    if (m_oid == 0)
        m_tree->focusSearch();
    else
        m_rows->grid()->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::refresh()
{
    m_services.connection->refreshCatalog();
    if (m_oid != 0)
        m_rows->refresh();
}

void BrowsePage::cancelWork() { m_rows->cancelWork(); }

void BrowsePage::focusSearch()
{
    if (m_oid != 0 && m_rows->isVisible())
        m_rows->filterBar()->focusCondition();
    else
        m_tree->focusSearch();
}

void BrowsePage::showView(View view)
{
    m_tabs->setCurrentIndex(int(view));
    m_views->setCurrentIndex(int(view));
    m_addFilter->setEnabled(view == View::Rows);
    Q_EMIT tourProgressed();
}

QString BrowsePage::relationKey() const
{
    return m_rows->shape().columns.empty() ? QString() : m_rows->shape().schema + u'.' + m_rows->shape().name;
}

void BrowsePage::rememberHeader()
{
    if (relationKey().isEmpty() || m_rows->model()->columnCount() == 0)
        return;
    m_headers.insert(relationKey(), QString::fromLatin1(m_rows->headerState().toBase64()));
    while (m_headers.size() > MostHeaders)
        m_headers.erase(m_headers.begin());
}

QJsonObject BrowsePage::saveState() const
{
    const_cast<BrowsePage *>(this)->rememberHeader();
    QJsonArray sizes;
    for (const int size : m_splitter->sizes())
        sizes.append(size);
    return {
        {u"sizes"_s, sizes},
        {u"tree"_s, m_tree->saveState()},
        {u"record"_s, m_toggleRecord->isChecked()},
        {u"schema"_s, m_rows->shape().schema},
        {u"name"_s, m_rows->shape().name},
        {u"headers"_s, m_headers},
    };
}

void BrowsePage::restoreState(const QJsonObject &state)
{
    QList<int> sizes;
    for (const QJsonValue &size : state.value("sizes"_L1).toArray())
        sizes << size.toInt();
    if (sizes.size() == m_splitter->count())
        m_splitter->setSizes(sizes);
    m_toggleRecord->setChecked(state.value("record"_L1).toBool(true));
    m_headers = state.value("headers"_L1).toObject();
    m_tree->restoreState(state.value("tree"_L1).toObject());
    if (const QString name = state.value("name"_L1).toString(); !name.isEmpty() && m_oid == 0)
        openObject(state.value("schema"_L1).toString(), name);
}

// ---- the tour

std::vector<TourStep> BrowsePage::tourSteps()
{
    const auto hasRows = [this] {
        return m_rows->model()->rowCount() > 0 && !m_rows->model()->isLoading()
            && m_states->state() == StateStack::State::Filled && m_catalog
            && m_catalog->stage == catalog::Stage::Complete && m_record->states()->state() == StateStack::State::Filled;
    };
    return {
        {u"browse"_s,
         [this] {
             showView(View::Rows);
             openObject(u"public"_s, u"personas"_s);
         },
         [this, hasRows] { return hasRows() && m_rows->shape().name == "personas"_L1; }},
        {u"browse-large"_s, [this] { openObject(u"public"_s, u"tool_usage_records"_s); },
         [this, hasRows] { return hasRows() && m_rows->shape().name == "tool_usage_records"_L1; }},
        {u"browse-filter"_s,
         [this] {
             data::FilterSet set;
             set.filters.push_back({u"success"_s, data::FilterOperator::IsFalse, {}});
             set.condition = u"execution_time_ms > 1000"_s;
             m_rows->filterBar()->setFilterSet(set);
             m_rows->setFilters(set);
         },
         [hasRows] { return hasRows(); }},
        {u"browse-structure"_s, [this] { showView(View::Structure); },
         [this] { return m_catalog && m_catalog->stage == catalog::Stage::Complete; }},
        {u"browse-failed"_s,
         [this] {
             showView(View::Rows);
             data::FilterSet set;
             set.condition = u"no_such_column = 1"_s;
             m_rows->filterBar()->setFilterSet(set);
             m_rows->setFilters(set);
         },
         [this] { return m_rows->states()->state() != StateStack::State::Loading && !m_rows->model()->isLoading(); }},
    };
}

} // namespace howdah::ui
