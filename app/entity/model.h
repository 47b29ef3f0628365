// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/namedquery.h"

#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace howdah::entity {

// A fragment of SQL as a file has it. Names in it: ":this(column)" is the value of the row that it is about, as it was
// seen, and ":id" what was given for a parameter of an action.
struct Fragment
{
    sql::NamedQuery query;
    int line = 0; // of its first line in the file
    [[nodiscard]] bool isEmpty() const { return line == 0; }
    [[nodiscard]] QString source() const { return query.source(); }
};

// How a state is meant, whatever it is called; the window has a colour and a sign for each.
enum class Tone : quint8 { Neutral, Active, Good, Waiting, Warning, Bad, Muted };

struct StateDefinition
{
    QString column; // "" without one
    std::vector<std::pair<QString, Tone>> tones;
    [[nodiscard]] Tone toneOf(QStringView value) const;
};

enum class JsonShape : quint8 {
    Any,
    Object,
    List,
    Messages, // a list of what was said: role and content
    Schema,   // a JSON Schema
};

// What a record shows of others.
struct RelationDefinition
{
    enum class Kind : quint8 {
        Parent,   // one row that `columns` of this one refer to
        Children, // rows of the other whose `columns` hold the key of this one
        Through,  // rows of the other that a table of pairs ties to this one
    };
    QString id;
    QString title;
    Kind kind = Kind::Children;
    QString entity;      // the other
    QStringList columns; // Parent: of this one; Children: of the other; Through: of the table of pairs
    QStringList key;     // what they hold; empty: the key of the entity that they refer to
    QString through;     // the table of pairs
    QStringList others;  // Through: columns of it that hold the key of the other
    int line = 0;
};

// How a password that is typed becomes what the platform keeps of it. The password itself goes nowhere.
enum class PasswordHash : quint8 { None, Argon2id, Bcrypt };

struct ParameterDefinition
{
    QString id;
    QString title;
    QString type = QStringLiteral("text"); // of SQL; of an enum its labels are the choices
    PasswordHash hash = PasswordHash::None;
    bool isOptional = false;  // NULL where nothing is given
    bool isGenerated = false; // a random UUID that nobody is asked for
    QString usual;            // that holds unless something else is given
    QStringList values;       // the choices, where they are few and known
    Fragment choices;         // or a query that answers the value and its label
    int line = 0;
};

// A condition over the row, and what is said where it does not hold.
struct PreconditionDefinition
{
    Fragment condition;
    QString otherwise;
};

// One statement of an action.
struct StepDefinition
{
    Fragment statement; // INSERT, UPDATE or DELETE
    Fragment onlyIf;    // a condition; the step is left out where it does not hold
    qint64 rows = -1;   // that it must change, exactly; -1: as many as `count` says
    Fragment count;     // a query that answers how many those are
    int line = 0;
};

struct ActionDefinition
{
    QString id;
    QString title;
    QString words; // what it means, in a sentence
    bool destroys = false;
    std::vector<PreconditionDefinition> preconditions;
    std::vector<ParameterDefinition> parameters;
    std::vector<StepDefinition> steps;
    int line = 0;
    [[nodiscard]] const ParameterDefinition *parameter(QStringView name) const;
};

// What happened when, of one relation of the entity.
struct LaneDefinition
{
    // "" for the entity itself; "artifacts.deployments" for a relation of the rows of a relation.
    QString relation;
    QString title;
    QString time; // column where it begins
    QString until;
    QString label;
    QString state;
    QString error;
    QString attempt;      // column that says which try it was, from 1 on
    QString by;           // column that refers to whoever did it, or is to
    Fragment waits;       // an expression over the row: what it still waits for; NULL where it does not
    bool follows = false; // each lasts until the next one begins
    int line = 0;
};

struct ViewDefinition
{
    enum class Kind : quint8 { Timeline, Thread, Board };
    Kind kind = Kind::Timeline;
    QString title;
    std::vector<LaneDefinition> lanes; // of a timeline
    // Of a thread: the relation whose rows are what was said, or the column that holds it as JSON
    // (JsonShape::Messages).
    QString relation;
    QString json;
    QString role; // columns of that relation
    QString text;
    QString time;
    QString reply; // column with the answer to `text`, where a row holds both
    // Columns of that relation, or of one of `details` ("tokens.count"), whose rows are added up.
    QString model;
    QString tokens;
    QString cost;
    QString duration; // in milliseconds
    QString error;
    QString rating;                                 // also the name of one of `details`: its label
    std::vector<std::pair<QString, QString>> roles; // a value of `role`, and user, assistant, tool or system
    // Relations of what was said (of the row itself, where that is JSON) that are shown folded beside it.
    QStringList details;
    // Of a board: the states that are its columns, and the action that a card is moved to one of them by.
    QStringList columns;
    std::vector<std::pair<QString, QString>> moves;
    int line = 0;
};

struct EntityDefinition
{
    QString id;
    QString table; // without a schema: a model holds wherever its tables are
    QString group;
    QString singular;
    QString plural;
    QString icon; // as the icon theme names it
    Fragment label;
    Fragment subtitle;
    QStringList key; // that tells its rows apart; empty: the primary key
    StateDefinition state;
    QString time;         // the column of the main axis
    QStringList columns;  // to be shown first
    QStringList longText; // to be read as text
    std::vector<std::pair<QString, JsonShape>> json;
    QStringList sensitive;                          // masked until somebody asks for it
    std::vector<std::pair<QString, Fragment>> kept; // by the application at each save: column, expression
    std::vector<RelationDefinition> relations;
    std::vector<ActionDefinition> actions;
    std::vector<ViewDefinition> views;
    int line = 0;
    [[nodiscard]] const RelationDefinition *relation(QStringView name) const;
    [[nodiscard]] const ActionDefinition *action(QStringView name) const;
    [[nodiscard]] bool isSensitive(QStringView column) const { return sensitive.contains(column); }
};

struct GroupDefinition
{
    QString id;
    QString title;
    QString description;
    int line = 0;
};

// A setting that connections need before rows are seen, as the tenant of a platform.
struct SessionSetting
{
    QString name; // as SET takes it; has a dot
    QString title;
    QString type = QStringLiteral("text");
    Fragment choices; // a query that answers the value and its label
    Fragment hidden;  // a condition: nothing is seen, since none is set
    QString words;    // what is said then
    int line = 0;
};

// Something to try in a new database: rows of an entity, or a place on a page.
struct TourStep
{
    QString title;
    QString words;
    QString entity;
    Fragment where; // of the rows; empty: all of them
    QString page;   // as dashboards link to pages
    QString place;  // on that page
    int line = 0;
};

// What a platform's database holds, in its own terms. A value; made by readModel().
struct Model
{
    QString id; // of the pack, or the file's name without its ending
    QString title;
    QString description;
    QString pack;
    QStringList tables; // that a schema must have for the model to hold there
    std::vector<GroupDefinition> groups;
    std::vector<EntityDefinition> entities; // in the order of the file
    std::vector<SessionSetting> session;
    std::vector<TourStep> tour; // what to try first
    QString path;
    [[nodiscard]] const EntityDefinition *entity(QStringView name) const;
    [[nodiscard]] const EntityDefinition *entityOfTable(QStringView table) const;
    [[nodiscard]] const GroupDefinition *group(QStringView name) const;
};

using RelationKind = RelationDefinition::Kind;
using ViewKind = ViewDefinition::Kind;

[[nodiscard]] QString toneName(Tone tone); // as files spell it
[[nodiscard]] QString relationKindName(RelationKind kind);
[[nodiscard]] QString viewKindName(ViewKind kind);

} // namespace howdah::entity
