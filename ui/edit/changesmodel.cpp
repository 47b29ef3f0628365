// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/changesmodel.h"

#include "common/icons.h"
#include "edit/editsession.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::ChangeKind;
using data::RowKey;
using data::RowProblem;
using data::StagedRow;

QString kindWord(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Update:
        return ChangesModel::tr("edited");
    case ChangeKind::Insert:
        return ChangesModel::tr("new");
    case ChangeKind::Delete:
        return ChangesModel::tr("deleted");
    }
    return {};
}

static QIcon kindIcon(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Update:
        return icon(Tone::Edited);
    case ChangeKind::Insert:
        return icon(u"list-add", Tone::Applied);
    case ChangeKind::Delete:
        return icon(u"list-remove", Tone::Failed);
    }
    return {};
}

ChangesModel::ChangesModel(EditSession *session, QObject *parent)
    : QAbstractItemModel(parent)
    , m_session(session)
{
    connect(session, &EditSession::reset, this, [this] { rebuild(); });
    connect(session, &EditSession::rowChanged, this, [this](const RowKey &key) { m_touched.insert(key); });
    connect(session, &EditSession::changed, this, [this] { catchUp(); });
    connect(session, &EditSession::problemsChanged, this, [this] {
        for (const auto &[key, order] : m_orders)
            m_touched.insert(key);
    });
    connect(session, &EditSession::offerChanged, this, [this] {
        if (m_offered)
            setOffered(m_session->offers().first() != nullptr);
    });
    rebuild();
}

void ChangesModel::setOffered(bool offered)
{
    m_offered = offered && m_session->offers().first();
    rebuild();
}

const data::EditTarget *ChangesModel::target() const { return m_session->target(); }

const StagedRow *ChangesModel::row(const RowKey &key) const
{
    if (!m_offered)
        return m_session->changes() ? m_session->changes()->row(key) : nullptr;
    const auto found = m_offeredRows.find(key);
    return found == m_offeredRows.end() ? nullptr : &found->second;
}

const RowProblem *ChangesModel::problem(const RowKey &key) const
{
    if (!m_offered)
        return m_session->problems().of(key);
    const auto found = m_offeredProblems.find(key);
    return found == m_offeredProblems.end() ? nullptr : &found->second;
}

std::vector<int> ChangesModel::columnsOf(const StagedRow &row) const
{
    std::vector<int> columns;
    columns.reserve(row.cells.size());
    for (const auto &[column, value] : row.cells)
        columns.push_back(column);
    const RowProblem *found = problem(row.key);
    if (!found)
        return columns;
    std::set<int> all(columns.begin(), columns.end());
    for (const data::CellConflict &conflict : found->conflicts)
        all.insert(conflict.column);
    all.insert(found->columns.begin(), found->columns.end());
    return {all.begin(), all.end()};
}

// ---- following what is staged

void ChangesModel::rebuild()
{
    beginResetModel();
    m_entries.clear();
    m_byId.clear();
    m_orders.clear();
    m_touched.clear();
    m_offeredRows.clear();
    m_offeredProblems.clear();
    std::vector<const StagedRow *> rows;
    if (m_offered) {
        for (const StagedRow &row : m_session->offers().first()->edits.rows)
            rows.push_back(&(m_offeredRows[row.key] = row));
        for (const RowProblem &problem : m_session->offers().first()->problems)
            m_offeredProblems[problem.key] = problem;
    } else if (m_session->changes()) {
        rows = m_session->changes()->ordered();
    }
    m_entries.reserve(rows.size());
    for (const StagedRow *row : rows) {
        m_entries.push_back({row->key, row->order, ++m_lastId, columnsOf(*row)});
        m_byId.emplace_hint(m_byId.end(), m_lastId, row->key);
        m_orders[row->key] = row->order;
    }
    endResetModel();
}

void ChangesModel::catchUp()
{
    if (m_offered)
        return;
    for (const RowKey &key : std::exchange(m_touched, {}))
        touch(key);
}

qsizetype ChangesModel::cellCount() const
{
    qsizetype cells = 0;
    for (const Entry &entry : m_entries)
        cells += qsizetype(entry.columns.size());
    return cells;
}

ChangesModel::Entry *ChangesModel::entry(const RowKey &key)
{
    const auto order = m_orders.find(key);
    if (order == m_orders.end())
        return nullptr;
    auto found = std::ranges::lower_bound(m_entries, order->second, {}, &Entry::order);
    while (found != m_entries.end() && found->key != key && found->order == order->second)
        ++found;
    return found != m_entries.end() && found->key == key ? &*found : nullptr;
}

void ChangesModel::remove(size_t at)
{
    beginRemoveRows({}, int(at), int(at));
    m_byId.erase(m_entries[at].id);
    m_orders.erase(m_entries[at].key);
    m_entries.erase(m_entries.begin() + std::ptrdiff_t(at));
    endRemoveRows();
}

void ChangesModel::place(const RowKey &key, const StagedRow &row)
{
    const auto after = std::ranges::upper_bound(m_entries, row.order, {}, &Entry::order);
    const auto at = after - m_entries.begin();
    beginInsertRows({}, int(at), int(at));
    m_entries.insert(after, {key, row.order, ++m_lastId, columnsOf(row)});
    m_byId[m_lastId] = key;
    m_orders[key] = row.order;
    endInsertRows();
}

void ChangesModel::touch(const RowKey &key)
{
    const StagedRow *staged = row(key);
    Entry *known = entry(key);
    if (known && (!staged || staged->order != known->order)) {
        remove(size_t(known - m_entries.data()));
        known = nullptr;
    }
    if (!staged)
        return;
    if (!known)
        return place(key, *staged);
    const int at = int(known - m_entries.data());
    const QModelIndex parent = index(at, 0);
    if (std::vector<int> columns = columnsOf(*staged); columns != known->columns) {
        if (!known->columns.empty()) {
            beginRemoveRows(parent, 0, int(known->columns.size()) - 1);
            known->columns.clear();
            endRemoveRows();
        }
        if (!columns.empty()) {
            beginInsertRows(parent, 0, int(columns.size()) - 1);
            known->columns = std::move(columns);
            endInsertRows();
        }
    } else if (!columns.empty()) {
        Q_EMIT dataChanged(index(0, 0, parent), index(int(columns.size()) - 1, ColumnCount - 1, parent));
    }
    Q_EMIT dataChanged(parent, index(at, ColumnCount - 1));
}

// ---- the tree

// Indexes beneath a row carry its id; those of rows 0.
QModelIndex ChangesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(m_entries[size_t(parent.row())].id) : quintptr(0));
}

QModelIndex ChangesModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const auto key = m_byId.find(quint64(child.internalId()));
    return key == m_byId.end() ? QModelIndex() : indexOf(key->second);
}

int ChangesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_entries.size());
    if (parent.internalId() != 0 || parent.column() != 0 || parent.row() >= int(m_entries.size()))
        return 0;
    return int(m_entries[size_t(parent.row())].columns.size());
}

int ChangesModel::columnCount(const QModelIndex &) const { return ColumnCount; }

QModelIndex ChangesModel::indexOf(const RowKey &key) const
{
    const Entry *found = const_cast<ChangesModel *>(this)->entry(key);
    return found ? createIndex(int(found - m_entries.data()), 0, quintptr(0)) : QModelIndex();
}

RowKey ChangesModel::keyAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const int at = index.internalId() == 0 ? index.row() : index.parent().row();
    return at >= 0 && at < int(m_entries.size()) ? m_entries[size_t(at)].key : RowKey();
}

// ---- what is shown

// The server's words whole; of a conflict what is theirs.
QString ChangesModel::problemText(const RowProblem &problem, int column) const
{
    if (column < 0)
        return problem.error.message;
    for (const data::CellConflict &conflict : problem.conflicts) {
        if (conflict.column == column && target() && target()->isSensitive(column))
            return tr("now another value");
        if (conflict.column == column)
            return tr("now %1").arg(conflict.theirs ? u'"' + data::decoded(*conflict.theirs) + u'"' : u"NULL"_s);
    }
    return std::ranges::find(problem.columns, column) != problem.columns.end() ? problem.error.message : QString();
}

// Tool tips are read as rich text when they look like it.
static QVariant tip(const QString &text)
{
    constexpr qsizetype most = 2000;
    return text.isEmpty() ? QVariant() : QVariant(u"<p>"_s + text.left(most).toHtmlEscaped());
}

QVariant ChangesModel::rowData(const Entry &entry, Column column, int role) const
{
    const StagedRow *staged = row(entry.key);
    if (!staged || !target())
        return {};
    const RowProblem *against = problem(entry.key);
    const QString name = singleLine(data::rowName(*target(), *staged));
    switch (role) {
    case KeyRole:
        return entry.key;
    case KindRole:
        return int(staged->kind);
    case CellColumnRole:
        return -1;
    case CellStateRole:
        return int(CellState::Value); // its cells stand below it: an empty one here is no empty text
    case HasProblemRole:
        return against != nullptr;
    case ProblemRole:
        return against ? problemText(*against, -1) : QString();
    case Qt::AccessibleTextRole:
        return column == What ? kindWord(staged->kind) + u", "_s + name : rowData(entry, column, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return tip(column == Problem && against ? describe(against->error) : kindWord(staged->kind) + u": "_s + name);
    case Qt::DecorationRole:
        if (column == Problem && against)
            return icon(Tone::Failed);
        return column == What ? QVariant(kindIcon(staged->kind)) : QVariant();
    case Qt::DisplayRole:
        if (column == What)
            return name;
        if (column == Becomes)
            return kindWord(staged->kind);
        return column == Problem && against ? QVariant(singleLine(problemText(*against, -1), 1000)) : QVariant();
    default:
        return {};
    }
}

namespace {

struct Shown
{
    CellState state = CellState::Value;
    QByteArray text;
};

} // namespace

static Shown shown(const CellValue &value)
{
    switch (value.kind()) {
    case CellValue::Kind::Null:
        return {CellState::Null, "NULL"};
    case CellValue::Kind::Default:
        return {CellState::Default, "DEFAULT"};
    case CellValue::Kind::Text:
        break;
    }
    return {value.isEmptyText() ? CellState::Empty : CellState::Value, value.bytes()};
}

// A megabyte is not needed to draw a line.
static QString lineOf(const QByteArray &text)
{
    constexpr qsizetype most = 2000;
    return singleLine(data::decoded(text.first(qMin(text.size(), most))), most);
}

// Of a cell, before and after; nothing where there is none: of a new row, or a cell that is not set.
static std::optional<Shown> valueIn(const StagedRow &row, int column, ChangesModel::Column which)
{
    if (which == ChangesModel::Was) {
        if (row.kind == ChangeKind::Insert || size_t(column) >= row.basis.values.size())
            return std::nullopt;
        return shown(CellValue::of(row.basis.values[size_t(column)]));
    }
    const auto cell = row.cells.find(column);
    if (which != ChangesModel::Becomes || cell == row.cells.end())
        return std::nullopt;
    return shown(cell->second);
}

QVariant ChangesModel::cellData(const Entry &entry, int cell, Column column, int role) const
{
    const StagedRow *staged = row(entry.key);
    if (!staged || !target() || size_t(cell) >= target()->columns.size())
        return {};
    const RowProblem *against = problem(entry.key);
    const QString complaint = against ? problemText(*against, cell) : QString();
    std::optional<Shown> value = valueIn(*staged, cell, column);
    if (value && value->state == CellState::Value && target()->isSensitive(cell))
        value->text = data::sensitiveMask().toUtf8();
    switch (role) {
    case KeyRole:
        return entry.key;
    case KindRole:
        return int(staged->kind);
    case CellColumnRole:
        return cell;
    case HasProblemRole:
        return !complaint.isEmpty();
    case ProblemRole:
        return complaint;
    case CellStateRole:
        return value ? QVariant(int(value->state)) : QVariant();
    case IsNullRole:
        return value && value->state == CellState::Null;
    case Qt::ToolTipRole:
        return tip(column == Problem ? complaint : value ? lineOf(value->text) : QString());
    case Qt::DecorationRole:
        return column == Problem && !complaint.isEmpty() ? QVariant(icon(Tone::Failed)) : QVariant();
    case Qt::AccessibleTextRole:
    case Qt::DisplayRole:
        if (column == What)
            return singleLine(target()->columns[size_t(cell)].name);
        if (column == Problem)
            return singleLine(complaint, 1000);
        if (value && role == Qt::AccessibleTextRole && value->state == CellState::Empty)
            return tr("empty string");
        return value ? QVariant(value->state == CellState::Empty ? QString() : lineOf(value->text)) : QVariant();
    default:
        return {};
    }
}

QVariant ChangesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.internalId() == 0)
        return rowData(m_entries[size_t(index.row())], Column(index.column()), role);
    const QModelIndex above = index.parent();
    if (!above.isValid())
        return {};
    const Entry &entry = m_entries[size_t(above.row())];
    return size_t(index.row()) < entry.columns.size()
             ? cellData(entry, entry.columns[size_t(index.row())], Column(index.column()), role)
             : QVariant();
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case What:
        return tr("Row and column");
    case Was:
        return tr("Was");
    case Becomes:
        return tr("Becomes");
    case Problem:
        return tr("Conflict");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace howdah::ui
