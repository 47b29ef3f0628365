// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// 50 MB of JSON in the editor of the side panel: from the value to a tree that can be opened and a text that is
// checked, then a search, an edit in the tree and keys in the text. Also how long the event loop was kept busy at a
// stretch by any of it, and by a text of 15 MB. The bars are those of the product, in time: there is nothing to compare
// with. Prints lines of JSON.
#include "bench/figures.h"

#include "editors/celleditor.h"
#include "editors/jsoneditor.h"
#include "editors/jsontreemodel.h"
#include "editors/paneleditor.h"
#include "editors/rawtext.h"
#include "editors/texteditor.h"
#include "support/turnmeter.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QTreeView>

#include <functional>
#include <memory>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Rounds = 5;
constexpr int LongestWaitMs = 60'000;

double waitFor(const std::function<bool()> &done)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > LongestWaitMs)
            qFatal("nothing came");
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    }
    return milliseconds(clock);
}

QByteArray document()
{
    QByteArray text = "{\"rows\":[";
    text.reserve(52'000'000);
    for (int i = 0; text.size() < 50'000'000; ++i)
        text += (i > 0 ? "," : "") + QByteArray("{\"id\":") + QByteArray::number(i)
              + ",\"price\":10.00,\"name\":\"item number\",\"tags\":[\"a\",\"b\",null],\"nested\":{\"deep\":[1,2]}}";
    return text + "]}";
}

EditSubject subject(data::TypeCategory category, quint32 oid, const QString &type, const QByteArray &text)
{
    EditSubject out;
    out.column.name = u"field"_s;
    out.column.type = out.column.declared = type;
    out.column.typeOid = out.column.baseTypeOid = oid;
    out.column.category = category;
    out.value = data::CellValue::text(text);
    out.read = text;
    return out;
}

std::unique_ptr<PanelEditor> panel(const EditSubject &what)
{
    std::unique_ptr<PanelEditor> editor(qobject_cast<PanelEditor *>(makePanelEditor(what, nullptr)));
    editor->resize(480, 640);
    editor->show();
    QApplication::setActiveWindow(editor.get());
    editor->setFocus();
    return editor;
}

double openJson(const QByteArray &text)
{
    QElapsedTimer clock;
    clock.start();
    const auto editor = panel(subject(data::TypeCategory::Json, 114, u"json"_s, text));
    auto *json = qobject_cast<JsonEditor *>(editor->inner());
    waitFor([json] { return json->isChecked(); });
    return milliseconds(clock);
}

// What is done with it once it is open; each must leave the loop free.
void workOnJson(const QByteArray &text)
{
    const auto editor = panel(subject(data::TypeCategory::Json, 114, u"json"_s, text));
    auto *json = qobject_cast<JsonEditor *>(editor->inner());
    waitFor([json] { return json->isChecked(); });
    const QModelIndex rows = json->model()->at({0, 0});
    json->tree()->expand(rows);
    json->tree()->setCurrentIndex(json->model()->index(json->model()->rowCount(rows) - 1, 0, rows));
    QCoreApplication::processEvents();
    for (const char key : {'1', '2'}) {
        json->text()->selectBytes(text.size() - 2, text.size() - 2);
        QTest::keyClick(json->text(), key);
        QCoreApplication::processEvents();
    }
    json->text()->undo();
    json->text()->undo();
    waitFor([json] { return json->isChecked(); });
    bool found = false;
    QObject::connect(json, &JsonEditor::found, json, [&found] { found = true; });
    json->finder()->setText(u"item NUMBER"_s);
    json->findNext();
    waitFor([&found] { return found; });
    if (json->value().bytes() != text)
        qFatal("the document has changed");
}

void workOnText()
{
    const auto editor = panel(
        subject(data::TypeCategory::Text, 25, u"text"_s, QByteArray(15'000'000, 'x').replace(7'000'000, 1, "\n")));
    auto *text = qobject_cast<TextEditor *>(editor->inner());
    waitFor([text] { return text->text()->isLoaded(); });
    for (const char key : {'a', 'b', 'c'}) {
        QTest::keyClick(text->text(), key);
        QCoreApplication::processEvents();
    }
}

} // namespace

int main(int argc, char **argv)
{
    howdah::test::MeteredApplication application(argc, argv);
    const QByteArray text = document();
    std::vector<double> times;
    for (int round = 0; round < Rounds; ++round)
        times.push_back(openJson(text));
    print(u"50 MB of JSON open and checked"_s, median(times), "ms", median(times), 2000);
    workOnJson(text);
    workOnText();
    QCoreApplication::processEvents();
    print(
        u"longest turn of the event loop at 50 MB of JSON and 15 MB of text"_s, application.longestMs(), "ms",
        application.longestMs(), howdah::test::MeteredApplication::LimitMs);
    return 0;
}
