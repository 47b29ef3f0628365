// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/cardmodel.h"

#include "base/figures.h"
#include "common/moments.h"
#include "connect/labelreader.h"
#include "entity/entitywords.h"
#include "entity/referencetext.h"
#include "value/valuetext.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::CardRelation;
using entity::LabelledColumn;

constexpr qsizetype MostFactLetters = 300;
constexpr int FactsWithoutModel = 6; // where a model does not say which columns come first

CardModel::CardModel(LabelReader *labels, QObject *parent)
    : QAbstractListModel(parent)
    , m_labels(labels)
{
    if (!labels)
        return;
    connect(labels, &LabelReader::arrived, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
    connect(labels, &LabelReader::forgotten, this, &CardModel::wantLabels);
}

void CardModel::setCard(const entity::Card &card)
{
    const bool isSame = m_card && m_card->entity->relation == card.entity->relation && m_card->key() == card.key();
    beginResetModel();
    if (!isSame)
        m_revealed.clear();
    m_card = card;
    m_columns = labelledColumns(*card.entities, card.entity->relation);
    m_lines.clear();
    addFacts();
    addRelations();
    endResetModel();
    wantLabels();
}

void CardModel::clear()
{
    beginResetModel();
    m_card.reset();
    m_columns.clear();
    m_lines.clear();
    m_revealed.clear();
    endResetModel();
}

void CardModel::addFacts()
{
    const entity::EntityDefinition &definition = *m_card->entity->definition;
    QStringList columns = definition.columns;
    if (columns.isEmpty()) {
        for (const catalog::Column &column : m_card->entities->catalog().columnsOf(m_card->entity->relation)) {
            if (columns.size() < FactsWithoutModel)
                columns << column.name;
        }
    }
    for (const QString &column : columns) {
        if (m_card->record.values.contains(column))
            m_lines.push_back({Kind::Fact, column, -1, -1, {}});
    }
}

void CardModel::addRelations()
{
    for (int i = 0; i < int(m_card->relations.size()); ++i) {
        const CardRelation &relation = m_card->relations[size_t(i)];
        // What it refers to itself stands among the facts, where that column does.
        const bool isFact = relation.relation->kind == entity::RelationKind::Parent
                         && relation.relation->columns.size() == 1
                         && m_card->entity->definition->columns.contains(relation.relation->columns.front());
        if (isFact)
            continue;
        m_lines.push_back({Kind::Relation, {}, i, -1, {}});
        if (relation.failure)
            m_lines.push_back({Kind::Note, {}, i, -1, relation.failure->message});
        for (int row = 0; row < int(relation.newest.size()); ++row)
            m_lines.push_back({Kind::Related, {}, i, row, {}});
    }
}

// ---- references

const LabelledColumn *CardModel::labelled(const QString &column) const
{
    const auto found = std::ranges::find(m_columns, column, &LabelledColumn::column);
    return found == m_columns.end() ? nullptr : &*found;
}

std::optional<entity::LabelKey> CardModel::keyOf(const LabelledColumn &column) const
{
    entity::LabelKey key;
    for (const QString &name : column.columns) {
        const auto value = m_card->record.values.value(name);
        if (!value)
            return {};
        key.push_back(*value);
    }
    return key;
}

void CardModel::wantLabels()
{
    if (!m_labels || !m_card)
        return;
    std::vector<entity::LabelWish> wishes;
    for (const Line &line : m_lines) {
        const LabelledColumn *column = line.kind == Kind::Fact ? labelled(line.column) : nullptr;
        if (const auto key = column ? keyOf(*column) : std::nullopt)
            wishes.push_back({column->source, {*key}});
    }
    m_labels->want(std::move(wishes));
}

std::optional<CardModel::Target> CardModel::target(int row) const
{
    if (!m_card || row < 0 || row >= rowCount())
        return {};
    const Line &line = m_lines[size_t(row)];
    if (line.kind == Kind::Related) {
        const CardRelation &relation = m_card->relations[size_t(line.relation)];
        const entity::RelatedRow &related = relation.newest[size_t(line.related)];
        if (!relation.other || related.key.isEmpty())
            return {};
        return Target{relation.other, related.key, title(line)};
    }
    const LabelledColumn *column = line.kind == Kind::Fact ? labelled(line.column) : nullptr;
    const auto key = column ? keyOf(*column) : std::nullopt;
    const entity::BoundEntity *other = column ? m_card->entities->of(column->source.relation) : nullptr;
    if (!key || !other)
        return {};
    Target target{other, {}, {}};
    for (size_t i = 0; i < key->size(); ++i)
        target.key.insert(column->source.key[i].name, (*key)[i]);
    const auto label = m_labels ? m_labels->label(column->source, *key) : std::nullopt;
    target.title = singleLine(label && !label->isEmpty() ? *label : entity::shortId(QString::fromUtf8(key->front())));
    return target;
}

int CardModel::relationAt(int row) const
{
    const bool isRelation = row >= 0 && row < rowCount() && m_lines[size_t(row)].kind == Kind::Relation;
    return isRelation ? m_lines[size_t(row)].relation : -1;
}

QString CardModel::columnAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_lines[size_t(row)].column : QString();
}

// ---- what is not shown until it is asked for

bool CardModel::isMasked(const QString &column) const
{
    return m_card && m_card->entity->definition->isSensitive(column) && m_card->record.values.value(column)
        && !m_revealed.contains(column);
}

void CardModel::reveal(const QString &column)
{
    m_revealed.insert(column);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

// ---- words

QString CardModel::factText(const QString &column) const
{
    const auto value = m_card->record.values.value(column);
    if (!value)
        return tr("NULL");
    if (isMasked(column))
        return u"••••••••"_s;
    const catalog::Column *type = m_card->entities->catalog().column(m_card->entity->relation, column);
    if (type && type->type == "boolean"_L1)
        return *value == "t" ? tr("true") : tr("false");
    QString text = singleLine(QString::fromUtf8(value->left(4 * MostFactLetters)), MostFactLetters);
    const LabelledColumn *reference = labelled(column);
    const auto key = reference ? keyOf(*reference) : std::nullopt;
    const auto label = key && m_labels ? m_labels->label(reference->source, *key) : std::nullopt;
    if (label && !label->isEmpty())
        return entity::referenceText(singleLine(*label, MostFactLetters), QString::fromUtf8(*value));
    return text;
}

QString CardModel::title(const Line &line) const
{
    switch (line.kind) {
    case Kind::Fact:
        return line.column;
    case Kind::Relation:
        return m_card->relations[size_t(line.relation)].relation->title;
    case Kind::Related: {
        const entity::RelatedRow &row = m_card->relations[size_t(line.relation)].newest[size_t(line.related)];
        return singleLine(row.label.isEmpty() ? keyText(row.key) : row.label, MostFactLetters);
    }
    case Kind::Note:
        return line.note;
    }
    return {};
}

QString CardModel::value(const Line &line) const
{
    switch (line.kind) {
    case Kind::Fact:
        return factText(line.column);
    case Kind::Relation: {
        const CardRelation &relation = m_card->relations[size_t(line.relation)];
        if (relation.failure)
            return tr("unknown");
        return relation.isMore ? tr("over %1").arg(countText(relation.count)) : countText(relation.count);
    }
    case Kind::Related: {
        const QString time = m_card->relations[size_t(line.relation)].newest[size_t(line.related)].time;
        return time.isEmpty() ? QString() : shownMoment(time);
    }
    case Kind::Note:
        return {};
    }
    return {};
}

QString CardModel::state(const Line &line) const
{
    if (line.kind == Kind::Related)
        return singleLine(m_card->relations[size_t(line.relation)].newest[size_t(line.related)].state, 40);
    return line.kind == Kind::Fact && line.column == m_card->entity->definition->state.column ? m_card->state
                                                                                              : QString();
}

entity::Tone CardModel::tone(const Line &line) const
{
    if (line.kind == Kind::Related) {
        const CardRelation &relation = m_card->relations[size_t(line.relation)];
        return relation.other ? relation.other->definition->state.toneOf(relation.newest[size_t(line.related)].state)
                              : entity::Tone::Neutral;
    }
    return m_card->tone;
}

// ---- the model

int CardModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_lines.size()); }

QVariant CardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_lines[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return title(line);
    case ValueRole:
        return value(line);
    case StateRole:
        return state(line);
    case ToneRole:
        return int(tone(line));
    case KindRole:
        return int(line.kind);
    case FollowRole:
        return target(index.row()).has_value() || line.kind == Kind::Relation;
    case MaskedRole:
        return line.kind == Kind::Fact && isMasked(line.column);
    case Qt::AccessibleTextRole: {
        const QString value =
            line.kind == Kind::Fact && isMasked(line.column) ? tr("hidden, Enter shows it") : this->value(line);
        QStringList words{title(line), state(line), value};
        words.removeDuplicates();
        words.removeAll(QString());
        return words.join(u", "_s);
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> CardModel::roleNames() const
{
    return {{KindRole, "kind"}, {TitleRole, "title"}, {ValueRole, "value"}, {StateRole, "state"}};
}

} // namespace howdah::ui
