// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/edit/resultedits.h"

#include "base/propagate.h"
#include "connect/connectioncontroller.h"
#include "query/result/pane/resultmodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::RowBasis;
using data::RowKey;
using query::ResultRelation;
using query::ShownRow;

static QString placeOf(const ConnectionController &connection)
{
    return connection.isConnected() ? connection.connector().identity() + u'\n' + connection.facts().database
                                    : QString();
}

ResultEdits::ResultEdits(const PageServices &services, ResultModel *model, QString sql, QObject *parent)
    : m_services(services)
    , m_model(model)
    , m_sql(std::move(sql))
    , m_isHere([connection = services.connection, place = placeOf(*services.connection)] {
        return placeOf(*connection) == place;
    })
    , m_session(services.connection, services.tasks)
{
    setParent(parent);
    connect(&m_session, &EditSession::readyChanged, this, &ResultEdits::answerWaiting);
    connect(&m_session, &EditSession::changed, this, &ResultEdits::sessionChanged);
    connect(&m_session, &EditSession::rowChanged, this, &ResultEdits::showAll);
    connect(&m_session, &EditSession::problemsChanged, this, &ResultEdits::showAll);
    connect(&m_session, &EditSession::reset, this, &ResultEdits::showAll);
    connect(&m_session, &EditSession::saved, this, &ResultEdits::takeSaved);
    connect(services.connection, &ConnectionController::catalogChanged, this, &ResultEdits::judge);
    connect(services.connection, &ConnectionController::stateChanged, this, &ResultEdits::changed);
    judge();
}

ResultEdits::~ResultEdits() = default;

// ---- what can be edited

void ResultEdits::judge()
{
    const auto columns = m_model->store() ? m_model->store()->columns() : nullptr;
    const auto catalog = m_services.connection->catalog();
    if (!columns || !catalog || isElsewhere())
        return;
    query::EditableResult now = query::editableResult(*columns, *catalog, m_sql);
    m_isJudged = true;
    // What is open stays by its table, which may have other columns now: the session carries its edits over.
    if (const ResultRelation *open = opened()) {
        const auto found = std::ranges::find_if(
            now.relations, [open](const ResultRelation &one) { return one.shape.oid == open->shape.oid; });
        const bool stays = found != now.relations.end() && found->isEditable();
        const bool isOther = stays && found->shape != open->shape;
        m_relation = stays ? int(found - now.relations.begin()) : -1;
        m_editable = std::move(now);
        if (!stays)
            m_session.close();
        else if (isOther)
            m_session.update(opened()->shape);
        if (!stays || isOther) {
            m_checked.clear();
            m_bases.clear();
            m_keys.clear();
        }
    } else {
        m_editable = std::move(now);
    }
    showAll();
    Q_EMIT changed();
}

void ResultEdits::setHere(std::function<bool()> isHere)
{
    m_isHere = std::move(isHere);
    judge();
}

bool ResultEdits::isElsewhere() const { return !m_isHere(); }

QString ResultEdits::refusal() const
{
    if (!m_services.connection->isConnected())
        return tr("There is no connection");
    if (isElsewhere())
        return tr("The result came from another database than the one that is open");
    if (!m_isJudged)
        return tr("The columns of the result are not known yet");
    return m_editable.refusal;
}

QString ResultEdits::refusalOf(int column) const
{
    if (QString why = refusal(); !why.isEmpty())
        return why;
    const auto at = size_t(column);
    if (at >= m_editable.why.size())
        return tr("It is not a column of the result");
    return m_editable.why[at];
}

const ResultRelation *ResultEdits::opened() const
{
    return m_relation >= 0 ? &m_editable.relations[size_t(m_relation)] : nullptr;
}

int ResultEdits::relationFor(int column) const
{
    if (m_relation >= 0)
        return m_relation;
    const auto isEditable = [this](int at) { return at >= 0 && m_editable.relations[size_t(at)].isEditable(); };
    if (column >= 0 && size_t(column) < m_editable.relationOf.size()
        && isEditable(m_editable.relationOf[size_t(column)]))
        return m_editable.relationOf[size_t(column)];
    int only = -1;
    for (int at = 0; at < int(m_editable.relations.size()); ++at) {
        if (isEditable(at) && std::exchange(only, at) >= 0)
            return -1;
    }
    return only;
}

int ResultEdits::relationColumn(int column) const
{
    const ResultRelation *open = opened();
    return open && column >= 0 && size_t(column) < open->columns.size() ? open->columns[size_t(column)] : -1;
}

// ---- opening

void ResultEdits::open(int relation, Handler handler)
{
    if (QString why = refusal(); !why.isEmpty())
        return handler(fail(ErrorKind::Usage, why));
    if (relation < 0 || size_t(relation) >= m_editable.relations.size())
        return handler(fail(ErrorKind::Usage, tr("Go to a column of the table that is meant: there are several")));
    const ResultRelation &wanted = m_editable.relations[size_t(relation)];
    if (!wanted.isEditable())
        return handler(fail(ErrorKind::Usage, wanted.refusal));
    if (relation != m_relation) {
        if (m_session.hasEdits() || m_session.saving().isSaving() || m_session.history().isStaging())
            return handler(fail(
                ErrorKind::Usage,
                tr("Rows of %1 are edited: save or discard them first").arg(opened() ? opened()->name() : QString())));
        m_checked.clear();
        m_bases.clear();
        m_saved.clear();
        m_gone.clear();
        m_keys.clear();
        m_relation = relation;
        m_session.open(wanted.shape);
    } else if (m_session.state() == EditSession::State::Failed) {
        m_session.retry();
    } else if (m_session.state() == EditSession::State::Closed) {
        m_session.open(wanted.shape);
    }
    m_waiting.push_back(std::move(handler));
    answerWaiting();
}

void ResultEdits::answerWaiting()
{
    Result<void> answer;
    switch (m_session.state()) {
    case EditSession::State::Opening:
        return;
    case EditSession::State::Closed:
        answer = fail(ErrorKind::Cancelled, tr("The rows are not edited any more"));
        break;
    case EditSession::State::Failed:
        answer = fail(m_session.error());
        // A column came or went since the catalog was read.
        if (m_session.error().kind == ErrorKind::Conflict)
            m_services.connection->refreshCatalog();
        break;
    case EditSession::State::Ready:
        if (const QString why = m_session.refusal(); !why.isEmpty())
            answer = fail(ErrorKind::Usage, why);
        break;
    }
    for (const Handler &handler : std::exchange(m_waiting, {}))
        handler(answer);
    Q_EMIT changed();
}

void ResultEdits::sessionChanged()
{
    if (m_session.state() == EditSession::State::Closed && m_relation >= 0 && m_waiting.empty()) {
        m_relation = -1;
        m_checked.clear();
        m_bases.clear();
        m_keys.clear();
    }
    Q_EMIT changed();
}

// ---- rows

Result<ShownRow> ResultEdits::shown(qint64 row) const
{
    ASSIGN_OR_RETURN(const query::ResultStore::Rows rows, m_model->store()->at(row));
    ShownRow values;
    for (qsizetype column = 0; column < rows.batch->columnCount(); ++column)
        values.push_back(rows.batch->value(row - rows.first, column));
    return values;
}

RowKey ResultEdits::keyOf(qint64 row) const
{
    const ResultRelation *open = opened();
    if (!open || !target() || row < 0)
        return {};
    if (const RowKey *known = m_keys.object(row))
        return *known;
    RowBasis basis;
    RowKey key;
    for (const int column : open->key) {
        const auto value = m_model->store()->value(row, column);
        if (!value || !*value)
            break;
        basis.identity.key.push_back(*value);
    }
    if (basis.identity.key.size() == open->key.size())
        key = data::rowKeyOf(*target(), basis);
    m_keys.insert(row, new RowKey(key));
    return key;
}

const RowBasis *ResultEdits::basis(qint64 row) const
{
    const RowKey key = keyOf(row);
    if (const auto saved = m_saved.find(key); saved != m_saved.end())
        return &saved->second.now;
    const auto found = m_bases.find(key);
    return found != m_bases.end() && m_checked.contains(row) ? &found->second : nullptr;
}

bool ResultEdits::isKnown(qint64 row) const { return m_session.isReady() && basis(row) != nullptr; }

void ResultEdits::readRows(const std::vector<qint64> &rows, Handler handler)
{
    std::vector<qint64> unknown;
    std::ranges::copy_if(rows, std::back_inserter(unknown), [this](qint64 row) { return !isKnown(row); });
    if (qsizetype(unknown.size()) > MostRows)
        return handler(fail(
            ErrorKind::Usage, tr("%n row(s) are too many for one step", nullptr, int(unknown.size())),
            tr("At most %1 rows are edited at once.").arg(MostRows)));
    if (unknown.empty())
        return handler(Result<void>());
    askForRows(unknown, handler);
}

void ResultEdits::askForRows(const std::vector<qint64> &rows, const Handler &handler)
{
    const ResultRelation &open = *opened();
    std::vector<RowBasis> bases;
    std::vector<connection::Statement> statements;
    for (const qint64 row : rows) {
        const Result<ShownRow> values = shown(row);
        if (!values)
            return handler(fail(values.error()));
        Result<RowBasis> basis = query::shownBasis(open, *m_model->store()->columns(), *values);
        if (!basis)
            return handler(fail(basis.error()));
        if (m_gone.contains(data::rowKeyOf(*target(), *basis)))
            return handler(fail(ErrorKind::Usage, tr("The row was deleted")));
        statements.push_back(query::rowCheck(open, *target(), *basis, *values));
        bases.push_back(*std::move(basis));
    }
    m_session.ask(statements, [this, rows, bases, handler](const Result<connection::PipelineAnswer> &answer) {
        if (!answer)
            return handler(fail(answer.error()));
        if (!m_session.isReady() || !opened())
            return handler(fail(ErrorKind::Cancelled, tr("The rows are not edited any more")));
        handler(takeChecked(rows, bases, *answer));
        showAll();
    });
}

Result<void> ResultEdits::takeChecked(
    const std::vector<qint64> &rows, const std::vector<RowBasis> &bases, const connection::PipelineAnswer &answer)
{
    if (answer.error)
        return fail(*answer.error);
    const ResultRelation &open = *opened();
    std::vector<RowBasis> now;
    for (size_t at = 0; at < rows.size() && at < answer.answers.size(); ++at) {
        auto row = query::checkedRow(open, *target(), bases[at], answer.answers[at].rows);
        if (!row)
            return fail(
                ErrorKind::NotFound, tr("The row is not in %1 any more, or you may not see it").arg(open.name()),
                tr("Run the statement again to see the current rows. Rows of a transaction that is not committed are "
                   "seen by its own session alone."));
        if (!row->changed.empty())
            return fail(
                ErrorKind::Conflict,
                tr("%1 is not what the row holds now")
                    .arg((*m_model->store()->columns())[size_t(row->changed.front())].name),
                tr("Somebody else changed it after it was read: run the statement again."));
        now.push_back(std::move(row->now));
    }
    for (size_t at = 0; at < now.size(); ++at) {
        const RowKey key = now[at].shownAs;
        m_checked[rows[at]] = key;
        m_bases[key] = std::move(now[at]);
    }
    return {};
}

Result<void> ResultEdits::setCells(const std::vector<std::pair<qint64, int>> &cells, const CellValue &value)
{
    std::vector<CellEdit> edits;
    for (const auto &[row, column] : cells) {
        const RowBasis *known = basis(row);
        const int at = relationColumn(column);
        if (!known || at < 0)
            return fail(ErrorKind::Usage, tr("The row has not been read for editing"));
        if (QString why = m_session.refusal(*known, at); !why.isEmpty())
            return fail(ErrorKind::Usage, why);
        edits.push_back({*known, at, value});
    }
    return m_session.editor().setCells(edits);
}

static std::vector<RowRef> once(const std::vector<const RowBasis *> &bases, const data::EditTarget &target)
{
    std::set<RowKey> seen;
    std::vector<RowRef> refs;
    for (const RowBasis *basis : bases) {
        if (seen.insert(data::rowKeyOf(target, *basis)).second)
            refs.emplace_back(*basis);
    }
    return refs;
}

Result<void> ResultEdits::deleteRows(const std::vector<qint64> &rows)
{
    std::vector<const RowBasis *> bases;
    for (const qint64 row : rows) {
        const RowBasis *known = basis(row);
        if (!known)
            return fail(ErrorKind::Usage, tr("The row has not been read for editing"));
        bases.push_back(known);
    }
    return m_session.editor().deleteRows(once(bases, *target()));
}

Result<void> ResultEdits::revertRows(const std::vector<qint64> &rows)
{
    std::set<RowKey> keys;
    for (const qint64 row : rows) {
        if (stagedRow(row))
            keys.insert(keyOf(row));
    }
    return m_session.editor().revertRows({keys.begin(), keys.end()});
}

int ResultEdits::rowOf(const RowKey &key) const
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (keyOf(m_model->storeRow(row)) == key)
            return row;
    }
    return -1;
}

// ---- what lies over the rows

const data::StagedRow *ResultEdits::stagedRow(qint64 row) const
{
    const data::ChangeSet *changes = m_session.changes();
    if (!changes || changes->isEmpty())
        return nullptr;
    const RowKey key = keyOf(row);
    return key.isEmpty() ? nullptr : changes->row(key);
}

const CellValue *ResultEdits::staged(qint64 row, int column) const
{
    const int at = relationColumn(column);
    if (at < 0)
        return nullptr;
    if (const data::StagedRow *known = stagedRow(row)) {
        if (const auto cell = known->cells.find(at); cell != known->cells.end())
            return &cell->second;
    }
    if (m_saved.empty())
        return nullptr;
    const auto saved = m_saved.find(keyOf(row));
    return saved == m_saved.end() ? nullptr : &saved->second.values[size_t(at)];
}

bool ResultEdits::isSaved(qint64 row, int column) const
{
    const int at = relationColumn(column);
    if (at < 0 || m_saved.empty())
        return false;
    const data::StagedRow *known = stagedRow(row);
    return (!known || !known->cells.contains(at)) && m_saved.contains(keyOf(row));
}

RowState ResultEdits::state(qint64 row) const
{
    if (const data::StagedRow *known = stagedRow(row))
        return known->kind == data::ChangeKind::Delete ? RowState::Deleted : RowState::Edited;
    return !m_gone.empty() && m_gone.contains(keyOf(row)) ? RowState::Deleted : RowState::Read;
}

QString ResultEdits::problem(qint64 row, int column) const
{
    if (!stagedRow(row))
        return {};
    const data::RowProblem *problem = m_session.problems().of(keyOf(row));
    if (!problem)
        return {};
    const int at = relationColumn(column);
    const bool isHere =
        column < 0 || std::ranges::find(problem->columns, at) != problem->columns.end()
        || std::ranges::any_of(
            problem->conflicts, [at](const data::CellConflict &conflict) { return conflict.column == at; });
    return isHere ? problem->error.message : QString();
}

QString ResultEdits::tip(qint64 row, int column) const
{
    if (!m_gone.empty() && m_gone.contains(keyOf(row)))
        return tr("The row was deleted");
    if (m_isJudged && column >= 0 && size_t(column) < m_editable.why.size() && !m_editable.why[size_t(column)].isEmpty()
        && m_session.hasEdits())
        return tr("Read-only: %1").arg(m_editable.why[size_t(column)]);
    return {};
}

bool ResultEdits::isEditable(qint64, int column) const { return refusalOf(column).isEmpty(); }

bool ResultEdits::setValue(qint64 row, int column, const CellValue &value)
{
    return isKnown(row) && setCells({{row, column}}, value).has_value();
}

void ResultEdits::showAll()
{
    // Many rows are told of one by one.
    if (std::exchange(m_isShowing, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isShowing = false;
            Q_EMIT rowsChanged(-1, -1);
            Q_EMIT changed();
        },
        Qt::QueuedConnection);
}

} // namespace howdah::ui
