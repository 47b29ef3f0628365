// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/referencesuggestions.h"

#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "data/page/value.h"
#include "editors/choicedelegate.h"
#include "editors/labelledreference.h"
#include "editors/lookup.h"
#include "editors/referencepicker.h"
#include "entity/keytext.h"
#include "entity/referencetext.h"
#include "value/valuetext.h"

#include <QCompleter>
#include <QLineEdit>
#include <QListView>
#include <QStandardItemModel>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::FilterOperator;

constexpr int MostChoices = 20;
constexpr int SearchPause = 150;
constexpr qsizetype MostLabels = 5; // of a list

ReferenceSuggestions::ReferenceSuggestions(QLineEdit *field)
    : QObject(field)
    , m_field(field)
    , m_completer(new QCompleter(this))
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
{
    m_completer->setModel(m_model);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(10);
    m_list->setObjectName(u"filterSuggestions"_s);
    m_list->setAccessibleName(tr("Rows that are called so"));
    m_completer->setPopup(m_list); // which owns it now, and gives it a delegate of its own
    m_delegate = new ChoiceDelegate(m_list);
    m_list->setItemDelegate(m_delegate);
    m_completer->setWidget(field);
    m_delay.setSingleShot(true);
    m_delay.setInterval(SearchPause);
    connect(&m_delay, &QTimer::timeout, this, &ReferenceSuggestions::search);
    connect(field, &QLineEdit::textEdited, this, &ReferenceSuggestions::typed);
    connect(field, &QLineEdit::textChanged, this, &ReferenceSuggestions::askForLabels);
    connect(
        m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
        [this](const QModelIndex &index) { choose(index.row()); });
}

ReferenceSuggestions::~ReferenceSuggestions() = default;

void ReferenceSuggestions::setConnection(ConnectionController *connection)
{
    if (m_connection == connection)
        return;
    m_connection = connection;
    if (!connection)
        return;
    EntityBook &book = connection->entityBook();
    connect(&book, &EntityBook::changed, this, &ReferenceSuggestions::askForLabels);
    connect(&book.labels(), &LabelReader::arrived, this, &ReferenceSuggestions::labelChanged);
    askForLabels();
}

void ReferenceSuggestions::setSubject(const data::RelationShape &shape, int column, FilterOperator op)
{
    m_shape = shape;
    m_column = column < int(shape.columns.size()) ? column : -1;
    m_op = op;
    m_reference.reset();
    askForLabels();
}

bool ReferenceSuggestions::isOffered() const
{
    return m_connection && m_column >= 0 && m_shape.columns[size_t(m_column)].foreignKey
        && (m_op == FilterOperator::Equal || m_op == FilterOperator::NotEqual);
}

// Whether the column's type would take it: words are looked for, values are meant.
bool ReferenceSuggestions::isValue(const QString &text) const
{
    const catalog::Column *const column =
        m_connection && m_connection->catalog() && m_column >= 0
            ? m_connection->catalog()->column(m_shape.oid, m_shape.columns[size_t(m_column)].name)
            : nullptr;
    return column && entity::isKeyText(*column, text);
}

QStringList ReferenceSuggestions::values() const
{
    if (!m_connection || m_column < 0)
        return {};
    if (m_op == FilterOperator::InList)
        return data::listValues(m_field->text()).mid(0, MostLabels);
    const bool isOne = m_op == FilterOperator::Equal || m_op == FilterOperator::NotEqual;
    return isOne ? QStringList{m_field->text().trimmed()} : QStringList();
}

// ---- labels

// By this column alone: of a longer key one value finds no row.
static std::optional<entity::LabelSource>
sourceOf(ConnectionController &connection, const data::RelationShape &shape, int column)
{
    const entity::Entities &entities = *connection.entityBook().entities();
    for (const entity::LabelledColumn &one : entity::labelledColumns(entities, shape.oid)) {
        if (one.column == shape.columns[size_t(column)].name && one.columns.size() == 1)
            return one.source;
    }
    return {};
}

void ReferenceSuggestions::askForLabels()
{
    const QStringList all = values();
    if (const auto source = all.isEmpty() ? std::nullopt : sourceOf(*m_connection, m_shape, m_column)) {
        entity::LabelWish wish{*source, {}};
        for (const QString &value : all) {
            if (entity::isKeyText(source->key.front(), value))
                wish.keys.push_back({value.toUtf8()});
        }
        if (!wish.keys.empty())
            m_connection->entityBook().labels().want({wish});
    }
    Q_EMIT labelChanged();
}

QString ReferenceSuggestions::label() const
{
    QStringList texts;
    const QStringList all = values();
    if (const auto source = all.isEmpty() ? std::nullopt : sourceOf(*m_connection, m_shape, m_column)) {
        for (const QString &value : all) {
            const auto label = m_connection->entityBook().labels().label(*source, {value.toUtf8()});
            if (label && !label->isEmpty())
                texts << entity::referenceText(singleLine(*label, 120), value);
        }
    }
    return texts.join(u", "_s);
}

// ---- rows that are called so

void ReferenceSuggestions::typed()
{
    m_takesFirst = false;
    m_choices.clear();
    if (!isOffered() || m_field->text().trimmed().isEmpty()) {
        m_delay.stop();
        m_list->hide();
        return;
    }
    m_delay.start();
}

void ReferenceSuggestions::search()
{
    if (!isOffered())
        return;
    if (!m_reference)
        m_reference = labelledReference(*m_connection, m_shape.oid, m_column);
    if (!m_reference)
        return;
    if (!m_lookup)
        m_lookup = new Lookup(m_connection, tr("search of referenced rows"), this);
    m_searching = true;
    const QString text = m_field->text().trimmed();
    m_lookup->search(*m_reference, text, MostChoices, [this, text](const Result<Lookup::Choices> &choices) {
        m_searching = false;
        found(text, choices);
    });
}

void ReferenceSuggestions::found(const QString &text, const Result<Lookup::Choices> &choices)
{
    if (m_field->text().trimmed() != text)
        return;
    m_choices = choices.value_or(Lookup::Choices());
    if (std::exchange(m_takesFirst, false) && !m_choices.empty())
        return choose(0);
    m_model->clear();
    const auto hasSubtitle = [](const data::ReferenceChoice &choice) { return !choice.subtitle.isEmpty(); };
    m_delegate->setHasSubtitles(std::ranges::any_of(m_choices, hasSubtitle));
    for (const data::ReferenceChoice &choice : m_choices)
        m_model->appendRow(choiceItem(choice));
    if (m_choices.empty()) {
        const QString words = choices ? tr("No row of %1 is called so").arg(singleLine(m_reference->to.name, 60))
                                      : singleLine(describe(choices.error()).simplified());
        auto *item = new QStandardItem(words);
        item->setData(words, ChoiceDelegate::LabelRole);
        item->setFlags(Qt::NoItemFlags);
        m_model->appendRow(item);
    }
    // A value that is complete, and all that is found: nothing is left to choose.
    const bool isSaid = isValue(text) && m_choices.size() <= 1;
    if (m_field->hasFocus() && !isSaid)
        m_completer->complete();
    else
        m_list->hide();
}

void ReferenceSuggestions::choose(int row)
{
    if (row < 0 || size_t(row) >= m_choices.size() || !m_reference)
        return;
    const auto mine = size_t(std::ranges::find(m_reference->columns, m_column) - m_reference->columns.begin());
    const data::ReferenceChoice choice = m_choices[size_t(row)];
    m_choices.clear();
    m_list->hide();
    // Its session is for others until somebody types again.
    m_lookup->deleteLater();
    m_lookup = nullptr;
    if (mine < choice.key.size())
        Q_EMIT chosen(data::decoded(choice.key[mine]));
}

bool ReferenceSuggestions::takeOnEnter()
{
    if (!isOffered())
        return false;
    if (const int row = m_list->currentIndex().row();
        m_list->isVisible() && row >= 0 && size_t(row) < m_choices.size()) {
        choose(row);
        return true;
    }
    const QString text = m_field->text().trimmed();
    if (text.isEmpty() || isValue(text)) {
        m_delay.stop();
        m_list->hide();
        return false;
    }
    if (isSearching()) {
        m_takesFirst = true;
        return true;
    }
    const bool isFound = !m_choices.empty();
    choose(0);
    return isFound;
}

} // namespace howdah::ui
