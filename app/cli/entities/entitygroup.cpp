// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/entities/entitygroup.h"

#include "cli/terminal/wordoptions.h"

namespace howdah::cli {

EntityGroup::EntityGroup(CLI::App &entities, bool &json, Choose choose)
    : m_entities(entities)
    , m_json(json)
    , m_choose(std::move(choose))
{
    add("list", "List the models; with a database, the entities that it holds", entityList);
    CLI::App *check = add("check", "Report problems in models; with a database, what it lacks of them", entityCheck);
    addWords(check, "files", m_options.files, "Files; default: those of the packs and your own")->type_name("FILE");
    check->footer("Problems are written as FILE:LINE:COLUMN. With --database each table and column is looked for, and "
                  "the server is asked whether it takes each statement, which runs none. Exit codes: 0 no problem, "
                  "2 at least one.");
    addShow();
    addView();
    addAct();
    addDraft();
}

CLI::App *EntityGroup::add(const char *name, const char *description, Run run)
{
    CLI::App *added = m_entities.add_subcommand(name, description);
    added->callback([this, run] { m_choose([this, run](Output &output) { return run(output, m_options); }); });
    addWord(added, "--database,-d", m_options.database, "The database; default: the private server")->type_name("URL");
    added->add_flag("--json", m_json, "Write one JSON document to standard output");
    return added;
}

void EntityGroup::addShow()
{
    CLI::App *show = add("show", "Show the newest rows of an entity, or one of them with its relations", entityShow);
    addWord(show, "entity", m_options.entity, "Its id, as list has it; MODEL.ID where several have one")
        ->type_name("ENTITY")
        ->required();
    addWord(show, "key", m_options.key, "The key of a row; a, b for a key of two columns")->type_name("KEY");
    addWord(show, "--search", m_options.search, "Only rows whose label or key has this text")->type_name("TEXT");
    show->add_option("--limit", m_options.limit, "Rows to list (20)")->check(CLI::Range(1, 10'000))->type_name("N");
    show->add_flag("--reveal", m_options.reveal, "Show sensitive values, too");
}

void EntityGroup::addView()
{
    CLI::App *view = add("view", "Read a row as a timeline or a thread, or a table as a board", entityView);
    addWord(view, "entity", m_options.entity, "Its id, as list has it")->type_name("ENTITY")->required();
    addWord(view, "key", m_options.key, "The key of the row; none for a board")->type_name("KEY");
    view->add_option("--view", m_options.view, "Which of its views, from 1 on; default: the first that fits")
        ->check(CLI::Range(1, 1000))
        ->type_name("N");
    addWord(view, "--format", m_options.format, "text, markdown or json; default: text")->type_name("FORMAT");
    addWord(view, "--out,-o", m_options.file, "The file; default: standard output")->type_name("FILE");
    view->footer("Exit codes: 0 read, 2 not read.");
}

void EntityGroup::addAct()
{
    CLI::App *act = add("act", "Carry out an action on one row", entityAct);
    addWord(act, "entity", m_options.entity, "Its id, as list has it")->type_name("ENTITY")->required();
    addWord(act, "action", m_options.action, "Its id, as show has it")->type_name("ACTION")->required();
    addWord(act, "key", m_options.key, "The key of the row; a, b for a key of two columns")
        ->type_name("KEY")
        ->required();
    addWords(act, "--param,-p", m_options.parameters, "The value of a parameter; may be repeated")
        ->type_name("ID=VALUE")
        ->allow_extra_args(false);
    addWord(
        act, "--password-file", m_options.passwordFile, "Take the password from its first line; - is standard input")
        ->type_name("FILE");
    act->add_flag("--yes,-y", m_options.yes, "Do not ask; without it the statements are shown first");
    act->footer(
        "All of it is done, or nothing: the row must still be as it was read, the conditions of the action must "
        "hold, and each statement must change exactly as many rows as it says. Passwords are hashed here. "
        "Exit codes: 0 done, 1 not confirmed, 2 nothing was changed.");
}

void EntityGroup::addDraft()
{
    CLI::App *draft = add("draft", "Write a model of a database, as its catalog suggests it", entityDraft);
    addWord(draft, "--schema", m_options.schema, "The schema; default: the one with the most tables")
        ->type_name("NAME");
    addWord(draft, "--out,-o", m_options.file, "The file; default: standard output")->type_name("FILE");
    draft->add_flag("--force", m_options.force, "Replace the file if it exists");
}

} // namespace howdah::cli
