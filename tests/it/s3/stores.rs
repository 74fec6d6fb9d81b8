//! Object stores to test against, each in a process of its own: moto, which knows versions and object lock, and a real Garage.
//! Another client (boto3) makes buckets in them and says what is left there.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;
use writ::clock::Clock;
use writ::s3::{Bucket, Secret, Settings};

/// Another client. With one argument it starts moto itself, on a port that it chooses; else its arguments say what it talks to. It
/// reads calls as lines of JSON and prints an answer for each.
const CLIENT: &str = r"
import json, logging, sys
import boto3, botocore.config, botocore.exceptions, requests
logging.disable(logging.CRITICAL)
if sys.argv[1] == 'moto':
    from moto.server import ThreadedMotoServer
    server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
    server.start()
    endpoint = 'http://127.0.0.1:%d' % server.get_host_and_port()[1]
    region, key, secret = 'us-east-1', 'test', 'test'
else:
    endpoint, region, key, secret = sys.argv[1:]
session = boto3.session.Session(aws_access_key_id=key, aws_secret_access_key=secret, region_name=region)
config = botocore.config.Config(s3={'addressing_style': 'path'}, retries={'max_attempts': 2})
s3 = session.client('s3', endpoint_url=endpoint, config=config)
iam = session.client('iam', endpoint_url=endpoint, config=config)
def fill(bucket, prefix, count):
    for n in range(count):
        s3.put_object(Bucket=bucket, Key='%s%05d' % (prefix, n), Body=b'x')
def begin_uploads(bucket, prefix, count):
    for n in range(count):
        s3.create_multipart_upload(Bucket=bucket, Key='%s%05d' % (prefix, n))
def new_key():
    iam.create_user(UserName='mirror')
    anything = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}]}
    iam.put_user_policy(UserName='mirror', PolicyName='all', PolicyDocument=json.dumps(anything))
    key = iam.create_access_key(UserName='mirror')['AccessKey']
    requests.post(endpoint + '/moto-api/reset-auth', data='0').raise_for_status()
    return [key['AccessKeyId'], key['SecretAccessKey']]
own = {'fill': fill, 'begin_uploads': begin_uploads, 'new_key': new_key}
print(json.dumps([endpoint, region, key, secret]), flush=True)
for line in sys.stdin:
    name, arguments = json.loads(line)
    try:
        answer = (own.get(name) or getattr(s3, name))(**arguments)
        if isinstance(answer, dict):
            answer.pop('ResponseMetadata', None)
            if 'Body' in answer:
                answer['Body'] = answer['Body'].read().decode()
    except botocore.exceptions.ClientError as error:
        answer = {'Error': error.response['Error']['Code']}
    print(json.dumps(answer, default=str), flush=True)
";

/// The id of the access key that Garage is started with, and its secret.
pub const GARAGE_KEY: (&str, &str) =
    ("GKfc9708f1ceb5a36219ff51ce", "76281d09a1011d3ab7a49db23f2609e08a43c3e973248ad02508a7f72e8f61f7");

/// An object store that runs, and another client of it.
pub struct Store {
    client: Child,
    calls: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
    endpoint: Url,
    region: String,
    access_key: (String, String),
    /// Ended after the client.
    _garage: Option<Garage>,
}

/// A Garage of one node, until this is dropped.
pub struct Garage {
    process: Child,
    _folder: TempDir,
}

impl Drop for Garage {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A Python that has what the other client needs.
fn python(against: &str) -> Option<String> {
    let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
        println!("skipped: against {against}, because WRIT_TEST_PYTHON names no Python");
        return None;
    };
    let look = "import importlib.util, sys; sys.exit(importlib.util.find_spec('moto') is None)";
    if !Command::new(&python).args(["-c", look]).status().unwrap().success() {
        println!("skipped: against {against}, because {python} has no moto");
        return None;
    }
    Some(python)
}

impl Store {
    /// moto, where `WRIT_TEST_PYTHON` names a Python that has it. It is told nothing of who may do what, and believes everybody.
    pub fn moto() -> Option<Self> {
        Some(Self::with(&python("moto")?, &["moto"], None))
    }

    /// A Garage, where `WRIT_TEST_GARAGE` names the program.
    pub fn garage() -> Option<Self> {
        let python = python("Garage")?;
        let Ok(program) = std::env::var("WRIT_TEST_GARAGE") else {
            println!("skipped: against Garage, because WRIT_TEST_GARAGE names no program");
            return None;
        };
        let (garage, port) = Garage::run(&program);
        let (key, secret) = GARAGE_KEY;
        let endpoint = format!("http://127.0.0.1:{port}");
        Some(Self::with(&python, &[endpoint.as_str(), "garage", key, secret], Some(garage)))
    }

    fn with(python: &str, arguments: &[&str], garage: Option<Garage>) -> Self {
        let mut client = Command::new(python)
            .args(["-c", CLIENT])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut answers = BufReader::new(client.stdout.take().unwrap()).lines();
        let first = answers.next().expect("the other client does not start").unwrap();
        let [endpoint, region, key, secret]: [String; 4] = serde_json::from_str(&first).unwrap();
        let (calls, endpoint) = (client.stdin.take(), endpoint.parse().unwrap());
        Self { client, calls, answers, endpoint, region, access_key: (key, secret), _garage: garage }
    }

    /// Ends the other client, and moto, which lives in it.
    pub fn stop(&mut self) {
        // Its standard input closes with it; a client that does not heed that is ended.
        drop(self.calls.take());
        let _ = self.client.kill();
        let _ = self.client.wait();
    }

    /// What another client is answered; `Error` in it is the store's word for why it refuses.
    pub fn call(&mut self, name: &str, arguments: &Value) -> Value {
        let line = json!([name, arguments]).to_string();
        writeln!(self.calls.as_mut().unwrap(), "{line}").unwrap();
        let answer = self.answers.next().expect("the other client ended").unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    /// The same, of what must not be refused.
    pub fn done(&mut self, name: &str, arguments: &Value) -> Value {
        let answer = self.call(name, arguments);
        assert!(answer.get("Error").is_none(), "{name}: {answer}");
        answer
    }

    /// Makes a bucket.
    pub fn make(&mut self, bucket: &str) {
        self.done("create_bucket", &json!({ "Bucket": bucket }));
    }

    /// Makes one that keeps versions.
    pub fn make_versioned(&mut self, bucket: &str) {
        self.make(bucket);
        self.version(bucket, "Enabled");
    }

    /// Keeps versions from now on, or does no more.
    pub fn version(&mut self, bucket: &str, status: &str) {
        let arguments = json!({ "Bucket": bucket, "VersioningConfiguration": { "Status": status } });
        self.done("put_bucket_versioning", &arguments);
    }

    /// How a bucket of it is reached.
    pub fn settings(&self, bucket: &str, prefix: &str) -> Settings {
        Settings {
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            path_style: true,
            access_key_id: self.access_key.0.clone(),
            secret: Secret::new(&self.access_key.1),
            plain_http: false,
        }
    }

    /// The way to a bucket of it.
    pub fn bucket(&self, bucket: &str, prefix: &str) -> Bucket {
        Bucket::new(self.settings(bucket, prefix), Clock::System).unwrap()
    }

    /// Every key in a bucket of which anything is kept, a version, a delete marker or an unfinished upload, as another client is
    /// told; sorted, each as often as it is listed on the first page.
    pub fn kept(&mut self, bucket: &str) -> Vec<String> {
        let mut keys = Vec::new();
        let mut add = |listed: &Value, member: &str| {
            let listed = listed.get(member).and_then(Value::as_array).cloned().unwrap_or_default();
            keys.extend(listed.iter().map(|entry| entry["Key"].as_str().unwrap().to_owned()));
        };
        let asked = json!({ "Bucket": bucket });
        let versions = self.call("list_object_versions", &asked);
        // Garage has no versions to list.
        if versions.get("Error").is_some() {
            add(&self.done("list_objects_v2", &asked), "Contents");
        } else {
            add(&versions, "Versions");
            add(&versions, "DeleteMarkers");
        }
        add(&self.done("list_multipart_uploads", &asked), "Uploads");
        keys.sort();
        keys
    }
}

impl Garage {
    /// Starts it, and gives the port at which buckets are asked for.
    pub fn run(program: &str) -> (Self, u16) {
        // Another process can take a free port before it does: then it tries the next ones.
        (0..5).find_map(|_| Self::start(program)).expect("Garage does not start")
    }

    /// Starts it on free ports; `None` when one of them was taken.
    fn start(program: &str) -> Option<(Self, u16)> {
        let folder = TempDir::new().unwrap();
        let (rpc, api) = (free_port(), free_port());
        let config = folder.path().join("garage.toml");
        std::fs::write(&config, configuration(folder.path(), rpc, api)).unwrap();
        let (key, secret) = GARAGE_KEY;
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut process = Command::new(program)
            .arg("--config")
            .arg(&config)
            .args(["server", "--single-node", "--default-access-key"])
            .env("GARAGE_DEFAULT_ACCESS_KEY", key)
            .env("GARAGE_DEFAULT_SECRET_KEY", secret)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        for _ in 0..600 {
            if process.try_wait().unwrap().is_some() {
                eprintln!("{}", std::fs::read_to_string(folder.path().join("log")).unwrap_or_default());
                return None;
            }
            if TcpStream::connect(("127.0.0.1", api)).is_ok() {
                return Some((Self { process, _folder: folder }, api));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("Garage does not answer");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn configuration(folder: &Path, rpc: u16, api: u16) -> String {
    let folder = folder.display();
    format!(
        r#"
metadata_dir = "{folder}/meta"
data_dir = "{folder}/data"
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:{rpc}"
rpc_public_addr = "127.0.0.1:{rpc}"
rpc_secret = "0079c76673e40d5e057c8471f96a2feba634261a63cc289b7ed35eaad5a7ed7b"

[s3_api]
s3_region = "garage"
api_bind_addr = "127.0.0.1:{api}"
"#
    )
}
