// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The form of parameters: a typed field for each, with NULL and DEFAULT apart from an empty text, remembered for the
// statement but for secrets.
#include "common/theme.h"
#include "editors/choiceeditor.h"
#include "editors/lineeditor.h"
#include "query/run/parameterfield.h"
#include "query/run/parameterform.h"
#include "support/turnmeter.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using query::NeededParameter;
using query::ParameterMemory;
using query::ParameterValue;
using query::Script;
using Kind = query::ParameterValue::Kind;

class ParametersTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ParameterMemory> m_memory;
    std::unique_ptr<ParameterForm> m_form;

    [[nodiscard]] QString path() const { return m_folder->filePath(u"state/parameters.json"_s); }
    void show(const QByteArray &sql) const
    {
        const Script script(sql);
        m_form->setScript(script, script.all());
    }
    void start(const QByteArray &sql)
    {
        m_form = std::make_unique<ParameterForm>(nullptr, m_memory.get());
        m_form->resize(900, 300);
        show(sql);
        m_form->show();
        QApplication::setActiveWindow(m_form.get());
    }
    [[nodiscard]] ParameterField *field(const QString &name) const { return m_form->field(name); }
    [[nodiscard]] QLineEdit *line(const QString &name) const { return field(name)->findChild<QLineEdit *>(); }
    [[nodiscard]] QToolButton *state(const QString &name, const QString &text) const
    {
        for (QToolButton *button : field(name)->findChildren<QToolButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
    static QStringList names(const std::vector<NeededParameter> &needed)
    {
        QStringList names;
        for (const NeededParameter &one : needed)
            names << one.name;
        return names;
    }
    static std::vector<NeededParameter> needed(const QByteArray &sql)
    {
        const Script script(sql);
        return query::neededParameters(script, script.all());
    }
    static bool mayDefault(const QByteArray &sql)
    {
        const auto found = needed(sql);
        return found.size() == 1 && found.front().mayDefault;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_memory = std::make_unique<ParameterMemory>(path());
    }
    void cleanup()
    {
        m_form.reset();
        m_memory.reset();
    }

    void needsWhatTheScriptDoesNotMake()
    {
        QCOMPARE(names(needed("SELECT :b, $10, $2, :a, :b")), (QStringList{u"2"_s, u"10"_s, u"b"_s, u"a"_s}));
        QCOMPARE(
            names(needed("\\set made 1\nSELECT :made, :open;\n\\unset made\nSELECT :made")),
            (QStringList{u"open"_s, u"made"_s}));
        QCOMPARE(names(needed("DO 'x :a'; SELECT ':a', a[1:2], x::int")), QStringList());
        const auto after = needed("SELECT 1 AS a \\gset\nSELECT :a");
        QCOMPARE(after.size(), 1);
        QVERIFY(!after.front().certain); // it may be made by then
    }

    void knowsWhereDefaultMayStand()
    {
        QVERIFY(mayDefault("INSERT INTO t VALUES (1, $1), (2, 3)"));
        QVERIFY(mayDefault("INSERT INTO t (a, b) VALUES (lower('x'), 2), (1, :x) RETURNING a"));
        QVERIFY(mayDefault("UPDATE t SET a = 1, b = :x WHERE c = 2"));
        QVERIFY(!mayDefault("UPDATE t SET a = 1 WHERE b = :x"));
        QVERIFY(!mayDefault("UPDATE t SET a = :x + 1"));
        QVERIFY(!mayDefault("INSERT INTO t VALUES (lower($1))"));
        QVERIFY(!mayDefault("INSERT INTO t SELECT $1"));
        QVERIFY(!mayDefault("VALUES ($1)"));
        QVERIFY(!mayDefault("SELECT * FROM (VALUES ($1)) AS v"));
        QVERIFY(!mayDefault("INSERT INTO t VALUES ($1), (upper($1))"));
    }

    void hasAFieldForEachWithItsType()
    {
        start("SELECT * FROM :\"tab\" WHERE a = $1 AND b = $2 AND c = :x");
        QCOMPARE(line(u"1"_s)->placeholderText(), u"no value yet"_s);
        QEvent otherScheme(QEvent::PaletteChange); // in which nothing was given either
        QCoreApplication::sendEvent(line(u"1"_s)->parentWidget(), &otherScheme);
        QCOMPARE(line(u"1"_s)->placeholderText(), u"no value yet"_s);
        QVERIFY(field(u"1"_s)->typeWord().isEmpty());
        m_form->setParameters({{u"1"_s, 16, u"boolean"_s}, {u"2"_s, 23, u"integer"_s}, {u"x"_s, 1082, u"date"_s}});
        auto *yesOrNo = field(u"1"_s)->findChild<QComboBox *>();
        QVERIFY(yesOrNo);
        QCOMPARE(yesOrNo->currentIndex(), -1); // nothing is chosen for anybody
        QCOMPARE(field(u"2"_s)->typeWord(), u"integer"_s);
        QCOMPARE(field(u"2"_s)->findChild<QLabel *>(u"parameterType"_s)->text(), u"integer"_s);
        QCOMPARE(field(u"tab"_s)->typeWord(), u"name"_s);
        QVERIFY(m_form->values().isEmpty());
        // What cannot be right is said at the field.
        QTest::keyClicks(line(u"2"_s), u"12x"_s);
        QVERIFY(!field(u"2"_s)->problem().isEmpty());
        QVERIFY(field(u"2"_s)->findChild<QLabel *>(u"parameterProblem"_s)->isVisible());
        QCOMPARE(m_form->values().value(u"2"_s), (ParameterValue{Kind::Text, u"12x"_s}));
        // A type that is told later leaves what was typed.
        m_form->setParameters({{u"2"_s, 1700, u"numeric"_s}});
        QCOMPARE(m_form->values().value(u"2"_s), (ParameterValue{Kind::Text, u"12x"_s}));
    }

    void showsLabelsAndNamesOfTheCatalog()
    {
        auto catalog = std::make_shared<catalog::Catalog>();
        catalog::Type mood;
        mood.oid = 99'999;
        mood.kind = catalog::TypeKind::Enum;
        mood.name = u"mood"_s;
        mood.labels = {u"sad"_s, u"glad"_s};
        catalog->types << mood;
        catalog::Relation table;
        table.oid = 5;
        table.name = u"Or ders"_s;
        catalog->relations << table;
        catalog->index();
        start("SELECT * FROM :\"tab\" WHERE m = $1");
        m_form->setCatalog(catalog);
        m_form->setParameters({{u"1"_s, 99'999, u"mood"_s}});
        auto *box = field(u"1"_s)->findChild<QComboBox *>();
        QVERIFY(box);
        QVERIFY(box->findText(u"glad"_s) >= 0);
        QVERIFY(line(u"tab"_s)->completer());
        line(u"tab"_s)->completer()->setCompletionPrefix(u"ders"_s);
        QCOMPARE(line(u"tab"_s)->completer()->currentCompletion(), u"Or ders"_s);
        // A name cannot be NULL or empty.
        m_form->setValues({{u"tab"_s, {Kind::Text, u""_s}}});
        QVERIFY(!field(u"tab"_s)->problem().isEmpty());
        QVERIFY(!state(u"tab"_s, u"NULL"_s)->isVisible());
    }

    void keepsNullDefaultAndEmptyApart()
    {
        start("INSERT INTO t VALUES ($1); SELECT $2");
        QVERIFY(state(u"1"_s, u"DEFAULT"_s)->isVisible());
        QVERIFY(!state(u"2"_s, u"DEFAULT"_s)->isVisible());
        state(u"1"_s, u"NULL"_s)->click();
        QCOMPARE(m_form->values().value(u"1"_s).kind, Kind::Null);
        state(u"1"_s, u"''"_s)->click();
        QCOMPARE(m_form->values().value(u"1"_s), (ParameterValue{Kind::Text, u""_s}));
        state(u"1"_s, u"DEFAULT"_s)->click();
        QCOMPARE(m_form->values().value(u"1"_s).kind, Kind::Default);
        // By its key, too, where it cannot stand.
        line(u"2"_s)->setFocus();
        QTest::keyClick(line(u"2"_s), Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(field(u"2"_s)->problem().contains("DEFAULT"_L1));
        QVERIFY(m_form->askForMissing());
        QTest::keyClicks(line(u"2"_s), u"x"_s);
        QCOMPARE(m_form->values().value(u"2"_s), (ParameterValue{Kind::Text, u"x"_s}));
        QVERIFY(!m_form->askForMissing());
    }

    void isFilledByTheKeyboard()
    {
        start("SELECT $1, $2");
        QSignalSpy runs(m_form.get(), &ParameterForm::runWanted);
        QVERIFY(m_form->askForMissing());
        QTRY_VERIFY(line(u"1"_s)->hasFocus());
        QTest::keyClicks(line(u"1"_s), u"a"_s);
        QTest::keyClick(line(u"1"_s), Qt::Key_Tab);
        QTRY_VERIFY(line(u"2"_s)->hasFocus());
        QTest::keyClick(line(u"2"_s), Qt::Key_Backtab);
        QTRY_VERIFY(line(u"1"_s)->hasFocus());
        QTest::keyClick(line(u"1"_s), Qt::Key_Return);
        QTRY_VERIFY(line(u"2"_s)->hasFocus());
        QTest::keyClick(line(u"2"_s), Qt::Key_Return); // it is missing
        QCOMPARE(runs.size(), 0);
        QTest::keyClicks(line(u"2"_s), u"b"_s);
        QTest::keyClick(line(u"2"_s), Qt::Key_Return);
        QCOMPARE(runs.size(), 1);
    }

    void keepsValuesWhenTheStatementChanges()
    {
        start("SELECT :a, :b");
        QTest::keyClicks(line(u"a"_s), u"one"_s);
        QSignalSpy fields(m_form.get(), &ParameterForm::fieldsChanged);
        show("SELECT :a, :c");
        QCOMPARE(fields.size(), 1);
        QVERIFY(!field(u"b"_s));
        QCOMPARE(m_form->values().value(u"a"_s).text, u"one"_s);
        show("SELECT 1");
        QVERIFY(m_form->isEmpty());
        show("SELECT :a");
        QCOMPARE(m_form->values().value(u"a"_s).text, u"one"_s);
        // Blanks and comments make no other statement.
        fields.clear();
        show("SELECT  :a -- x");
        QCOMPARE(fields.size(), 0);
    }

    void remembersForTheStatementButNoSecrets()
    {
        const QByteArray sql = "ALTER ROLE me PASSWORD :pw; SELECT :a, :api_key, $1";
        start(sql);
        QVERIFY(field(u"pw"_s)->parameter().isSecret);
        QVERIFY(field(u"api_key"_s)->parameter().isSecret);
        m_form->setValues(
            {{u"pw"_s, {Kind::Text, u"hunter2"_s}},
             {u"api_key"_s, {Kind::Text, u"sk-123"_s}},
             {u"a"_s, {Kind::Null, {}}},
             {u"1"_s, {Kind::Text, u"öne\n"_s}}});
        m_form->remember();
        m_memory = nullptr; // writes
        m_form.reset();
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray kept = file.readAll();
        QVERIFY(!kept.contains("hunter2") && !kept.contains("sk-123"));
        QCOMPARE(
            QFileInfo(path()).permissions()
                & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther),
            QFileDevice::Permissions());
        m_memory = std::make_unique<ParameterMemory>(path());
        start("ALTER ROLE me PASSWORD :pw;\nSELECT :a, :api_key, $1 -- again");
        QTRY_COMPARE(m_form->values().value(u"1"_s), (ParameterValue{Kind::Text, u"öne\n"_s}));
        QCOMPARE(m_form->values().value(u"a"_s).kind, Kind::Null);
        QVERIFY(!m_form->values().contains(u"pw"_s));
        // Another statement knows nothing of it.
        start("SELECT $1, 2");
        QVERIFY(m_memory->recall("other").result().value().isEmpty());
        QVERIFY(!m_form->values().contains(u"1"_s));
    }

    void doesNotRememberWhereThatIsNotWanted()
    {
        start("SELECT $1");
        QTest::keyClicks(line(u"1"_s), u"x"_s);
        m_form->remember();
        m_form->findChild<QCheckBox *>(u"doNotRemember"_s)->setChecked(true);
        m_form->remember(); // and what was known goes
        m_form.reset();
        start("SELECT $1");
        const Script script("SELECT $1");
        QVERIFY(m_memory->recall(query::fingerprintOf(script, script.all())).result().value().isEmpty());
        QVERIFY(m_form->values().isEmpty());
    }

    void saysThatItsMemoryIsDamaged()
    {
        QVERIFY(QDir(m_folder->path()).mkdir(u"state"_s));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{nonsense");
        file.close();
        start("SELECT $1");
        QTRY_VERIFY(m_form->findChild<QLabel *>(u"parameterNote"_s)->text().contains("damaged"_L1));
        QTest::keyClicks(line(u"1"_s), u"x"_s); // it works without
        QCOMPARE(m_form->values().size(), 1);
    }
};

HOWDAH_UI_TEST_MAIN(ParametersTest)
#include "tst_parameters.moc"
